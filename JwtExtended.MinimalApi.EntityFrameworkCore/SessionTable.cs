using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The table of sessions.</summary>
/// <typeparam name="TContext">The type of the context.</typeparam>
internal sealed class SessionTable<TContext>(DatabaseClock clock)
    where TContext : DbContext
{
    public static async Task PutAsync(TContext context, string identityKey, SessionRecord record, CancellationToken cancellationToken)
    {
        var put = RowOf(identityKey, record);
        for (var attempt = 1; ; attempt++)
        {
            var updated = await context.Set<JwtSessionRow>()
                .Where(row => row.IdentityKey == put.IdentityKey && row.SessionKey == put.SessionKey)
                .ExecuteUpdateAsync(
                    row => row
                        .SetProperty(r => r.SessionId, put.SessionId)
                        .SetProperty(r => r.Started, put.Started)
                        .SetProperty(r => r.LastRefreshed, put.LastRefreshed)
                        .SetProperty(r => r.UserAgent, put.UserAgent)
                        .SetProperty(r => r.Expires, put.Expires),
                    cancellationToken);
            if (updated > 0 || await context.TryInsertAsync(put, attempt, cancellationToken))
                return;
        }
    }

    public async Task<bool> TouchAsync(
        TContext context,
        string identityKey,
        string sessionKey,
        long lastRefreshed,
        long? expires,
        CancellationToken cancellationToken)
    {
        var unexpired = await UnexpiredAsync(context, identityKey, cancellationToken);
        return await unexpired.Where(row => row.SessionKey == sessionKey).ExecuteUpdateAsync(
            row => row
                .SetProperty(r => r.LastRefreshed, r => r.LastRefreshed > lastRefreshed ? r.LastRefreshed : lastRefreshed)
                .SetProperty(r => r.Expires, r => r.Expires == null || expires == null ? null : r.Expires > expires ? r.Expires : expires),
            cancellationToken) > 0;
    }

    public async Task<IReadOnlyList<SessionRecord>> GetAsync(TContext context, string identityKey, CancellationToken cancellationToken)
    {
        var unexpired = await UnexpiredAsync(context, identityKey, cancellationToken);
        var rows = await unexpired.AsNoTracking().ToListAsync(cancellationToken);
        // Not in the query: databases order strings by different rules.
        return [.. rows.OrderBy(row => row.Started).ThenBy(row => row.SessionKey, StringComparer.Ordinal).Select(RecordOf)];
    }

    public async Task<bool> RemoveAsync(TContext context, string identityKey, string sessionKey, CancellationToken cancellationToken)
    {
        var unexpired = await UnexpiredAsync(context, identityKey, cancellationToken);
        return await unexpired.Where(row => row.SessionKey == sessionKey).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    private async Task<IQueryable<JwtSessionRow>> UnexpiredAsync(TContext context, string identityKey, CancellationToken cancellationToken)
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
