using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Keeps revocations in the database of the application. Every write is one statement, or one that the table's own key decides.</summary>
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
            var birth = rows.Find(row => row.Kind == RowKind.StoreCreatedAt)?.At ?? await _revocations.EnsureCreatedAtAsync(context, cancellationToken);
            return MarksOf(keys, rows, birth);
        },
        cancellationToken);

    public async ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await _contexts.RunAsync(context => _revocations.ConsumeAsync(context, key, RowTime.Expiry(expires), cancellationToken), cancellationToken);

    public ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        RunAsync(context => _revocations.WriteAsync(context, key, RowKind.Revoked, null, RowTime.Expiry(expires), cancellationToken), cancellationToken);

    public ValueTask RevokeUpToAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        RunAsync(context => _revocations.WriteAsync(context, key, RowKind.UpTo, upTo.ToUnixTimeMilliseconds(), RowTime.Expiry(expires), cancellationToken), cancellationToken);

    public ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken) =>
        RunAsync(context => SessionTable<TContext>.PutAsync(context, identityKey, record, cancellationToken), cancellationToken);

    public async ValueTask<bool> TouchSessionAsync(string identityKey, string sessionKey, DateTimeOffset lastRefreshed, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await _contexts.RunAsync(
            context => _sessions.TouchAsync(context, identityKey, sessionKey, lastRefreshed.ToUnixTimeMilliseconds(), RowTime.Expiry(expires), cancellationToken),
            cancellationToken);

    public async ValueTask<IReadOnlyList<SessionRecord>> GetSessionsAsync(string identityKey, CancellationToken cancellationToken) =>
        await _contexts.RunAsync(context => _sessions.GetAsync(context, identityKey, cancellationToken), cancellationToken);

    public async ValueTask<bool> RemoveSessionAsync(string identityKey, string sessionKey, CancellationToken cancellationToken) =>
        await _contexts.RunAsync(context => _sessions.RemoveAsync(context, identityKey, sessionKey, cancellationToken), cancellationToken);

    public void Dispose() => CleanUp.Dispose();

    // The clock of this process judges here: it judges the token's own expiry, too, and a mark stands for minutes longer than that.
    private RevocationState MarksOf(RevocationKeys keys, List<FoundRow> rows, long birth)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        bool Has(string? key, int kind) => key is not null && rows.Exists(row => row.Kind == kind && row.Key == key && row.Stands(now));
        DateTimeOffset? UpTo(string key) => rows.Find(row => row.Kind == RowKind.UpTo && row.Key == key && row.Stands(now)) is { } row ? RowTime.Read(row.At) : null;
        return new RevocationState
        {
            TokenRevoked = Has(keys.Token, RowKind.Revoked),
            TokenConsumed = Has(keys.Token, RowKind.Consumed),
            SessionRevoked = Has(keys.Session, RowKind.Revoked),
            IdentityRevokedUpTo = UpTo(keys.Identity),
            EverythingRevokedUpTo = UpTo(keys.Everything),
            SessionRecorded = Has(keys.Session, RowKind.Session),
            StoreCreatedAt = RowTime.Read(birth),
        };
    }

    private async ValueTask RunAsync(Func<TContext, Task> write, CancellationToken cancellationToken) => await _contexts.RunAsync(
        async context =>
        {
            await write(context);
            return true;
        },
        cancellationToken);
}
