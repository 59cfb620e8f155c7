namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A store without entries that fails as a test specifies.</summary>
internal sealed class ScriptedStore : IRevocationStore, IAsyncDisposable
{
    private int _lookups;

    public Func<Task>? Fail { get; set; }

    public TaskCompletionSource Called { get; } = new();

    public int Lookups => _lookups;

    public bool Disposed { get; private set; }

    public async ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken)
    {
        // The lookup at the start is not for a token.
        if (keys.Token != keys.Everything)
        {
            Interlocked.Increment(ref _lookups);
            Called.TrySetResult();
        }

        await FailAsync();
        return default;
    }

    public async ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        await FailAsync();
        return default;
    }

    public async ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) => await FailAsync();

    public async ValueTask RevokeUpToAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await FailAsync();

    public async ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken) =>
        await FailAsync();

    public async ValueTask<bool> TouchSessionAsync(
        string identityKey, string sessionKey, DateTimeOffset lastRefreshed, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        await FailAsync();
        return false;
    }

    public async ValueTask<IReadOnlyList<SessionRecord>> GetSessionsAsync(string identityKey, CancellationToken cancellationToken)
    {
        await FailAsync();
        return [];
    }

    public async ValueTask<bool> RemoveSessionAsync(string identityKey, string sessionKey, CancellationToken cancellationToken)
    {
        await FailAsync();
        return false;
    }

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }

    private Task FailAsync()
    {
        return Fail?.Invoke() ?? Task.CompletedTask;
    }
}
