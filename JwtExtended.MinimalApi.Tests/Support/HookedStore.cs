namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A store with a hook that runs before each call, with the name of the call.</summary>
internal sealed class HookedStore(IRevocationStore store) : IRevocationStore
{
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken) =>
        CallAsync("find", () => store.FindAsync(keys, cancellationToken));

    public ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        CallAsync("consume", () => store.TryConsumeAsync(key, expires, cancellationToken));

    public async ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        await Before("revoke");
        await store.RevokeAsync(key, expires, cancellationToken);
    }

    public async ValueTask RevokeUpToAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        await Before("raise");
        await store.RevokeUpToAsync(key, upTo, expires, cancellationToken);
    }

    public async ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken)
    {
        await Before("put");
        await store.PutSessionAsync(identityKey, record, cancellationToken);
    }

    public ValueTask<bool> TouchSessionAsync(
        string identityKey,
        string sessionKey,
        DateTimeOffset lastRefreshed,
        DateTimeOffset? expires,
        CancellationToken cancellationToken) =>
        CallAsync("touch", () => store.TouchSessionAsync(identityKey, sessionKey, lastRefreshed, expires, cancellationToken));

    public ValueTask<IReadOnlyList<SessionRecord>> GetSessionsAsync(string identityKey, CancellationToken cancellationToken) =>
        CallAsync("list", () => store.GetSessionsAsync(identityKey, cancellationToken));

    public ValueTask<bool> RemoveSessionAsync(string identityKey, string sessionKey, CancellationToken cancellationToken) =>
        CallAsync("remove", () => store.RemoveSessionAsync(identityKey, sessionKey, cancellationToken));

    private async ValueTask<T> CallAsync<T>(string name, Func<ValueTask<T>> call)
    {
        await Before(name);
        return await call();
    }
}
