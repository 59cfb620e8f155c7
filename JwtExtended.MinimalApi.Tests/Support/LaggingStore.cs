using JwtExtended.MinimalApi.Revocation.Memory;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A store in memory that can lose its last writes, as at a failover to a replica that lags behind.</summary>
internal sealed class LaggingStore : IJwtStore, IDisposable
{
    private readonly List<(DateTimeOffset At, Func<IJwtStore, Task> Write)> _writes = [];
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _createdAt;
    private FakeTimeProvider _clock;
    private MemoryJwtStore _store;

    public LaggingStore(TimeProvider time)
    {
        _time = time;
        _createdAt = time.GetUtcNow();
        _clock = new FakeTimeProvider(_createdAt);
        _store = new MemoryJwtStore(_clock);
    }

    private MemoryJwtStore Store
    {
        get
        {
            _clock.AdjustTime(_time.GetUtcNow());
            return _store;
        }
    }

    /// <summary>Begins another test with the same store: a replica has only what is written from now on.</summary>
    public void Restart() => _writes.Clear();

    /// <summary>Continues with a replica that has not received the last writes.</summary>
    /// <param name="lost">The number of writes that are lost, except the first one: the login.</param>
    public async Task FailOverAsync(int lost)
    {
        lost = Math.Clamp(lost, 0, Math.Max(0, _writes.Count - 1));
        _writes.RemoveRange(_writes.Count - lost, lost);
        _store.Dispose();
        _clock = new FakeTimeProvider(_createdAt);
        _store = new MemoryJwtStore(_clock);
        foreach (var (at, write) in _writes)
        {
            _clock.AdjustTime(at);
            await write(_store);
        }
    }

    public void Dispose() => _store.Dispose();

    public ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken) => Store.FindAsync(keys, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => Store.GetTimeAsync(cancellationToken);

    public ValueTask<SessionPage> ListSessionsAsync(string identityKey, string? after, int limit, CancellationToken cancellationToken) =>
        Store.ListSessionsAsync(identityKey, after, limit, cancellationToken);

    public ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken) =>
        WriteAsync(store => store.StartSessionAsync(session, cancellationToken));

    public ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken) =>
        WriteAsync(store => store.ExchangeAsync(exchange, cancellationToken));

    public async ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken) =>
        await WriteAsync(async store =>
        {
            await store.MarkSeenAsync(identityKey, sessionKey, number, cancellationToken);
            return true;
        });

    public ValueTask<bool> EndSessionAsync(SessionEnd end, CancellationToken cancellationToken) =>
        WriteAsync(store => store.EndSessionAsync(end, cancellationToken));

    public async ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await WriteAsync(async store =>
        {
            await store.RevokeTokenAsync(key, expires, cancellationToken);
            return true;
        });

    public ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken) =>
        WriteAsync(store => store.RevokeUpToAsync(revocation, cancellationToken));

    public ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        WriteAsync(store => store.TryUseAsync(key, expires, cancellationToken));

    private ValueTask<T> WriteAsync<T>(Func<IJwtStore, ValueTask<T>> write)
    {
        _writes.Add((_time.GetUtcNow(), async store => await write(store)));
        return write(Store);
    }
}
