using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The table of revocations, through one context type. Queries are compiled once a store: the model belongs to the context.</summary>
internal sealed class RevocationTable<TContext>(DatabaseClock clock)
    where TContext : DbContext
{
    public const string BirthKey = "birth";

    // A race that is lost this often is none.
    private const int Attempts = 8;

    private readonly Func<TContext, string, string, string, string, IAsyncEnumerable<FoundRow>> _find = EF.CompileAsyncQuery(
        (TContext context, string token, string session, string identity, string everything) => context.Set<JwtRevocationRow>().AsNoTracking()
            .Where(row => new[] { token, session, identity, everything, BirthKey }.Contains(row.Key))
            .Select(row => new FoundRow { Key = row.Key, Kind = row.Kind, At = row.At, Expires = row.Expires }));

    private readonly Func<TContext, string, string, string, string, IAsyncEnumerable<FoundRow>> _findWithSession = EF.CompileAsyncQuery(
        (TContext context, string token, string session, string identity, string everything) => context.Set<JwtRevocationRow>().AsNoTracking()
            .Where(row => new[] { token, session, identity, everything, BirthKey }.Contains(row.Key))
            .Select(row => new FoundRow { Key = row.Key, Kind = row.Kind, At = row.At, Expires = row.Expires })
            .Concat(context.Set<JwtSessionRow>().AsNoTracking()
                .Where(row => row.IdentityKey == identity && row.SessionKey == session)
                .Select(row => new FoundRow { Key = row.SessionKey, Kind = RowKind.Session, At = row.Started, Expires = row.Expires })));

    private readonly Func<TContext, string, CancellationToken, Task<FoundRow?>> _get = EF.CompileAsyncQuery((TContext context, string key, CancellationToken cancellationToken) => context.Set<JwtRevocationRow>().AsNoTracking()
        .Where(row => row.Key == key)
        .Select(row => new FoundRow { Key = row.Key, Kind = row.Kind, At = row.At, Expires = row.Expires })
        .FirstOrDefault());

    /// <summary>One query.</summary>
    public async Task<List<FoundRow>> FindAsync(TContext context, RevocationKeys keys, CancellationToken cancellationToken)
    {
        var query = keys is { WantsSessionRecord: true, Session: not null } ? _findWithSession : _find;
        var rows = new List<FoundRow>();
        await foreach (var row in query(context, keys.Token, keys.Session ?? keys.Token, keys.Identity, keys.Everything).WithCancellation(cancellationToken))
            rows.Add(row);
        return rows;
    }

    public async Task<ConsumeResult> ConsumeAsync(TContext context, string key, long? expires, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var standing = await _get(context, key, cancellationToken);
            // The clock behind the row: an age is never negative.
            var now = await clock.NowAsync(context, cancellationToken);
            if (standing?.Stands(now) == true)
                return new ConsumeResult(false, standing.Kind == RowKind.Revoked, RowTime.Read(standing.At), TimeSpan.FromMilliseconds(Math.Max(0, now - standing.At)));
            var mine = new JwtRevocationRow { Key = key, Kind = RowKind.Consumed, At = now, Expires = expires };
            if (standing is null ? await context.TryInsertAsync(mine, attempt < Attempts, cancellationToken) : await ReplaceAsync(context, standing, mine, cancellationToken))
                return new ConsumeResult(true, false, RowTime.Read(now), TimeSpan.Zero);
        }
    }

    /// <summary>Keeps the greater kind, the greater instant and the later expiry, in one statement.</summary>
    /// <param name="context">The context.</param>
    /// <param name="key">The key of the entry.</param>
    /// <param name="kind">What it says.</param>
    /// <param name="upTo">Up to when it counts; <see langword="null"/> for the present.</param>
    /// <param name="expires">When it may be deleted.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task WriteAsync(TContext context, string key, int kind, long? upTo, long? expires, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(context, cancellationToken);
        var at = upTo ?? now;
        for (var attempt = 1; ; attempt++)
        {
            var updated = await context.Set<JwtRevocationRow>().Where(row => row.Key == key).ExecuteUpdateAsync(
                row => row
                    .SetProperty(r => r.Kind, r => r.Expires <= now || r.Kind < kind ? kind : r.Kind)
                    .SetProperty(r => r.At, r => r.Expires <= now || r.At < at ? at : r.At)
                    .SetProperty(r => r.Expires, r => r.Expires == null || expires == null ? null : r.Expires > expires ? r.Expires : expires),
                cancellationToken);
            var mine = new JwtRevocationRow { Key = key, Kind = kind, At = at, Expires = expires };
            if (updated > 0 || await context.TryInsertAsync(mine, attempt < Attempts, cancellationToken))
                return;
        }
    }

    /// <summary>Writes the birth of the store, unless somebody else was first.</summary>
    public async Task<long> EnsureCreatedAtAsync(TContext context, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await _get(context, BirthKey, cancellationToken) is { } birth)
                return birth.At;
            var mine = new JwtRevocationRow { Key = BirthKey, Kind = RowKind.StoreCreatedAt, At = await clock.NowAsync(context, cancellationToken) };
            if (await context.TryInsertAsync(mine, attempt < Attempts, cancellationToken))
                return mine.At;
        }
    }

    // The very row that was read, or somebody else was first.
    private static async Task<bool> ReplaceAsync(TContext context, FoundRow old, JwtRevocationRow mine, CancellationToken cancellationToken) =>
        await context.Set<JwtRevocationRow>().Where(row => row.Key == old.Key && row.Kind == old.Kind && row.At == old.At && row.Expires == old.Expires).ExecuteUpdateAsync(
            row => row.SetProperty(r => r.Kind, mine.Kind).SetProperty(r => r.At, mine.At).SetProperty(r => r.Expires, mine.Expires),
            cancellationToken) > 0;
}
