using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The table of sessions, through one context type.</summary>
internal sealed class SessionTable<TContext>(DatabaseClock clock)
    where TContext : DbContext
{
    private const int Attempts = 8;

    public static async Task PutAsync(TContext context, string identityKey, SessionRecord record, CancellationToken cancellationToken)
    {
        var put = RowOf(identityKey, record);
        for (var attempt = 1; ; attempt++)
        {
            var updated = await context.Set<JwtSessionRow>().Where(row => row.IdentityKey == put.IdentityKey && row.SessionKey == put.SessionKey).ExecuteUpdateAsync(
                row => row
                    .SetProperty(r => r.SessionId, put.SessionId)
                    .SetProperty(r => r.Started, put.Started)
                    .SetProperty(r => r.LastRefreshed, put.LastRefreshed)
                    .SetProperty(r => r.UserAgent, put.UserAgent)
                    .SetProperty(r => r.Expires, put.Expires),
                cancellationToken);
            if (updated > 0 || await context.TryInsertAsync(put, attempt < Attempts, cancellationToken))
                return;
        }
    }

    public async Task<bool> TouchAsync(TContext context, string identityKey, string sessionKey, long lastRefreshed, long? expires, CancellationToken cancellationToken)
    {
        var standing = await StandingAsync(context, identityKey, cancellationToken);
        return await standing.Where(row => row.SessionKey == sessionKey).ExecuteUpdateAsync(
            row => row
                .SetProperty(r => r.LastRefreshed, r => r.LastRefreshed > lastRefreshed ? r.LastRefreshed : lastRefreshed)
                .SetProperty(r => r.Expires, r => r.Expires == null || expires == null ? null : r.Expires > expires ? r.Expires : expires),
            cancellationToken) > 0;
    }

    public async Task<IReadOnlyList<SessionRecord>> GetAsync(TContext context, string identityKey, CancellationToken cancellationToken)
    {
        var standing = await StandingAsync(context, identityKey, cancellationToken);
        var rows = await standing.AsNoTracking().ToListAsync(cancellationToken);
        // Here, not there: databases order texts in many ways.
        return [.. rows.OrderBy(row => row.Started).ThenBy(row => row.SessionKey, StringComparer.Ordinal).Select(RecordOf)];
    }

    public async Task<bool> RemoveAsync(TContext context, string identityKey, string sessionKey, CancellationToken cancellationToken)
    {
        var standing = await StandingAsync(context, identityKey, cancellationToken);
        return await standing.Where(row => row.SessionKey == sessionKey).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    private async Task<IQueryable<JwtSessionRow>> StandingAsync(TContext context, string identityKey, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(context, cancellationToken);
        return context.Set<JwtSessionRow>().Where(row => row.IdentityKey == identityKey && (row.Expires == null || row.Expires > now));
    }

    private static JwtSessionRow RowOf(string identityKey, SessionRecord record) => new()
    {
        IdentityKey = identityKey,
        SessionKey = record.Key,
        SessionId = record.Id,
        Started = record.Started.ToUnixTimeMilliseconds(),
        LastRefreshed = record.LastRefreshed.ToUnixTimeMilliseconds(),
        UserAgent = record.UserAgent,
        Expires = RowTime.Expiry(record.Expires),
    };

    private static SessionRecord RecordOf(JwtSessionRow row) => new()
    {
        Key = row.SessionKey,
        Id = row.SessionId,
        Started = RowTime.Read(row.Started),
        LastRefreshed = RowTime.Read(row.LastRefreshed),
        UserAgent = row.UserAgent,
        Expires = row.Expires is { } expires ? RowTime.Read(expires) : null,
    };
}
