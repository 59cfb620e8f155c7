namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A store without entries that fails as a test specifies.</summary>
internal sealed class ScriptedStore : IJwtStore, IAsyncDisposable
{
    private int _lookups;

    public Func<Task>? Fail { get; set; }

    public TaskCompletionSource Called { get; } = new();

    public int Lookups => _lookups;

    public bool Disposed { get; private set; }

    /// <summary>Whether every token is revoked.</summary>
    public bool Revoked { get; set; }

    /// <summary>What cancels the last look-up of a token.</summary>
    public CancellationToken Cancellation { get; private set; }

    public async ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken)
    {
        // The lookup at the start is not for a token.
        if (keys.Token != keys.Everything)
        {
            Interlocked.Increment(ref _lookups);
            Cancellation = cancellationToken;
            Called.TrySetResult();
        }

        await FailAsync();
        return new StoreState { TokenRevoked = Revoked };
    }

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => RespondAsync(TestApp.Start);

    public ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken) =>
        RespondAsync<DateTimeOffset?>(session.NotBefore);

    public ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken) =>
        RespondAsync(default(ExchangeResult));

    public async ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken) =>
        await FailAsync();

    public ValueTask<bool> EndSessionAsync(SessionEnd end, CancellationToken cancellationToken) => RespondAsync(false);

    public ValueTask<SessionPage> ListSessionsAsync(string identityKey, string? after, int limit, CancellationToken cancellationToken) =>
        RespondAsync(new SessionPage([], null));

    public async ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) => await FailAsync();

    public ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken) =>
        RespondAsync(RevokedUpTo.Raise(null, revocation, revocation.NotBefore));

    public ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) => RespondAsync(false);

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }

    private async ValueTask<T> RespondAsync<T>(T response)
    {
        await FailAsync();
        return response;
    }

    private Task FailAsync() => Fail?.Invoke() ?? Task.CompletedTask;
}
