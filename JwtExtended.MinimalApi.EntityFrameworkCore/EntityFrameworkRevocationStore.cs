using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Stores revocations in the database of the application. Every write is one statement; the primary key of the table resolves races.
/// </summary>
/// <typeparam name="TContext">The type of the context.</typeparam>
internal sealed class EntityFrameworkRevocationStore<TContext> : IRevocationStore, IDisposable
    where TContext : DbContext
{
    private readonly ContextSource<TContext> _contexts;
    private readonly TimeProvider _time;
    private readonly RevocationTable<TContext> _revocations;
    private readonly SessionTable<TContext> _sessions;

    public EntityFrameworkRevocationStore(ContextSource<TContext> contexts, TimeProvider time, ILogger logger)
    {
        var clock = new DatabaseClock(contexts.Provider, time);
        _contexts = contexts;
        _time = time;
        _revocations = new RevocationTable<TContext>(clock);
        _sessions = new SessionTable<TContext>(clock);
        CleanUp = new CleanUp<TContext>(contexts, clock, time, logger);
    }

    public CleanUp<TContext> CleanUp { get; }

    public async ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken) => await _contexts.RunAsync(
        async context =>
        {
            var rows = await _revocations.FindAsync(context, keys, cancellationToken);
            var createdAt = rows.Find(row => row.Kind == RowKind.StoreCreatedAt)?.At
                ?? await _revocations.EnsureCreatedAtAsync(context, cancellationToken);
            return StateOf(keys, rows, createdAt);
        },
        cancellationToken);

    public async ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await _contexts.RunAsync(
            context => _revocations.ConsumeAsync(context, key, RowTime.Expiry(expires), cancellationToken), cancellationToken);

    public ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        WriteAsync(key, RowKind.Revoked, null, expires, cancellationToken);

    public ValueTask RevokeUpToAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        WriteAsync(key, RowKind.UpTo, upTo.ToUnixTimeMilliseconds(), expires, cancellationToken);

    public ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken) =>
        RunAsync(context => SessionTable<TContext>.PutAsync(context, identityKey, record, cancellationToken), cancellationToken);

    public async ValueTask<bool> TouchSessionAsync(
        string identityKey,
        string sessionKey,
        DateTimeOffset lastRefreshed,
        DateTimeOffset? expires,
        CancellationToken cancellationToken)
    {
        var (refreshed, expiry) = (lastRefreshed.ToUnixTimeMilliseconds(), RowTime.Expiry(expires));
        return await _contexts.RunAsync(
            context => _sessions.TouchAsync(context, identityKey, sessionKey, refreshed, expiry, cancellationToken), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<SessionRecord>> GetSessionsAsync(string identityKey, CancellationToken cancellationToken) =>
        await _contexts.RunAsync(context => _sessions.GetAsync(context, identityKey, cancellationToken), cancellationToken);

    public async ValueTask<bool> RemoveSessionAsync(string identityKey, string sessionKey, CancellationToken cancellationToken) =>
        await _contexts.RunAsync(context => _sessions.RemoveAsync(context, identityKey, sessionKey, cancellationToken), cancellationToken);

    public void Dispose() => CleanUp.Dispose();

    // By the clock of this process, as for the expiry of the token itself: an entry expires minutes after its token.
    private RevocationState StateOf(RevocationKeys keys, List<FoundRow> rows, long createdAt)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        FoundRow? Find(string? key, int kind) =>
            key is null ? null : rows.Find(row => row.Kind == kind && row.Key == key && !row.HasExpired(now));
        bool Has(string? key, int kind) => Find(key, kind) is not null;
        DateTimeOffset? UpTo(string key) => Find(key, RowKind.UpTo) is { } row ? RowTime.Read(row.At) : null;
        return new RevocationState
        {
            TokenRevoked = Has(keys.Token, RowKind.Revoked),
            TokenConsumed = Has(keys.Token, RowKind.Consumed),
            SessionRevoked = Has(keys.Session, RowKind.Revoked),
            IdentityRevokedUpTo = UpTo(keys.Identity),
            EverythingRevokedUpTo = UpTo(keys.Everything),
            SessionRecorded = Has(keys.Session, RowKind.Session),
            StoreCreatedAt = RowTime.Read(createdAt),
        };
    }

    private ValueTask WriteAsync(string key, int kind, long? upTo, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        RunAsync(
            context => _revocations.WriteAsync(context, key, kind, upTo, RowTime.Expiry(expires), cancellationToken), cancellationToken);

    private async ValueTask RunAsync(Func<TContext, Task> write, CancellationToken cancellationToken) => await _contexts.RunAsync(
        async context =>
        {
            await write(context);
            return true;
        },
        cancellationToken);
}
