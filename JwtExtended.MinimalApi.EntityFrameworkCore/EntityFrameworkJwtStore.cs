using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Stores sessions, revocations and keys in the database of the application. Every write is one statement; its condition, or the primary
/// key of the table, resolves races.
/// </summary>
/// <typeparam name="TContext">The type of the context.</typeparam>
internal sealed class EntityFrameworkJwtStore<TContext> : IJwtStore, IJwtKeyStore, IDisposable
    where TContext : DbContext
{
    private readonly ContextSource<TContext> _contexts;
    private readonly DatabaseClock _clock;
    private readonly TimeProvider _time;
    private readonly StoreQueries<TContext> _queries;
    private readonly RevocationTable<TContext> _revocations;
    private readonly SessionTable<TContext> _sessions;
    private readonly KeyTable _keys;

    public EntityFrameworkJwtStore(ContextSource<TContext> contexts, DatabaseClock clock, TimeProvider time, ILogger logger)
    {
        (_contexts, _clock, _time) = (contexts, clock, time);
        _queries = new StoreQueries<TContext>(clock);
        var insert = new RowInsert(contexts.Dialect);
        _revocations = new RevocationTable<TContext>(_queries, insert, clock);
        _sessions = new SessionTable<TContext>(_queries, insert);
        _keys = new KeyTable(insert);
        CleanUp = new CleanUp<TContext>(contexts, clock, time, logger);
    }

    public CleanUp<TContext> CleanUp { get; }

    public async ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken) => await _contexts.RunAsync(
        async context =>
        {
            // By the clock of this process, as for the expiry of the token itself: an entry expires minutes after its token.
            var found = new FoundRows(
                await _queries.FindAsync(context, keys, cancellationToken), _time.GetUtcNow().ToUnixTimeMilliseconds());
            var createdAt = found.StoreCreatedAt ?? await _revocations.EnsureCreatedAtAsync(context, cancellationToken);
            return new StoreState
            {
                TokenRevoked = found.IsRevoked(keys.Token),
                Session = found.Entry(keys.Session),
                IdentityRevoked = found.UpTo(keys.Identity),
                EverythingRevoked = found.UpTo(keys.Everything),
                StoreCreatedAt = RowTime.Read(createdAt),
            };
        },
        cancellationToken);

    public async ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => RowTime.Read(
        await _contexts.RunAsync(context => _clock.NowAsync(context, cancellationToken).AsTask(), cancellationToken));

    public async ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken) =>
        await _contexts.WriteAsync(context => _sessions.StartAsync(context, session, cancellationToken), cancellationToken);

    public async ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken) =>
        await _contexts.WriteAsync(context => _sessions.ExchangeAsync(context, exchange, cancellationToken), cancellationToken);

    public ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken) => WriteAsync(
        context => SessionTable<TContext>.MarkSeenAsync(context, sessionKey, number, cancellationToken), cancellationToken);

    public async ValueTask<bool> EndSessionAsync(SessionEnd ended, CancellationToken cancellationToken) =>
        await _contexts.WriteAsync(context => _sessions.EndAsync(context, ended, cancellationToken), cancellationToken);

    public async ValueTask<SessionPage> ListSessionsAsync(
        string identityKey, string? after, int limit, CancellationToken cancellationToken) => await _contexts.RunAsync(
        async context => await SessionPages.ReadAsync(
            context.Rows<JwtSessionRow>(),
            identityKey,
            after,
            limit,
            await _clock.NowAsync(context, cancellationToken),
            cancellationToken),
        cancellationToken);

    public ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) => WriteAsync(
        context => _revocations.RevokeAsync(context, key, RowTime.Expiry(expires), cancellationToken), cancellationToken);

    public async ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken) =>
        await _contexts.WriteAsync(context => _revocations.RaiseAsync(context, revocation, cancellationToken), cancellationToken);

    public async ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await _contexts.WriteAsync(
            context => _revocations.TryUseAsync(context, key, RowTime.Expiry(expires), cancellationToken), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredKey>> ListKeysAsync(string group, CancellationToken cancellationToken) =>
        await _contexts.RunAsync(context => KeyTable.ListAsync(context, group, cancellationToken), cancellationToken);

    public async ValueTask<bool> TryAddKeyAsync(string group, StoredKey key, CancellationToken cancellationToken) =>
        await _contexts.WriteAsync(context => _keys.TryAddAsync(context, group, key, cancellationToken), cancellationToken);

    public ValueTask DeleteKeyAsync(string group, string id, CancellationToken cancellationToken) =>
        WriteAsync(context => KeyTable.DeleteAsync(context, group, id, cancellationToken), cancellationToken);

    public void Dispose()
    {
        CleanUp.Dispose();
        _contexts.Dispose();
    }

    private async ValueTask WriteAsync(Func<TContext, Task> write, CancellationToken cancellationToken) => await _contexts.WriteAsync(
        async context =>
        {
            await write(context);
            return true;
        },
        cancellationToken);
}
