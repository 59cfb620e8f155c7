namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A store with hooks that run before and after each call, with the name of the call.</summary>
internal sealed class HookedStore(IJwtStore store) : IJwtStore
{
    private const string FirstPage = "first";

    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> After { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether lists begin with a page without records, as where the newest session has just ended.</summary>
    public bool HasEmptyPage { get; set; }

    public ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken) =>
        CallAsync("find", () => store.FindAsync(keys, cancellationToken));

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) =>
        CallAsync("time", () => store.GetTimeAsync(cancellationToken));

    public ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken) =>
        CallAsync("start", () => store.StartSessionAsync(session, cancellationToken));

    public ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken) =>
        CallAsync("exchange", () => store.ExchangeAsync(exchange, cancellationToken));

    public async ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken)
    {
        await Before("mark");
        await store.MarkSeenAsync(identityKey, sessionKey, number, cancellationToken);
        await After("mark");
    }

    public ValueTask<bool> EndSessionAsync(SessionEnd end, CancellationToken cancellationToken) =>
        CallAsync("end", () => store.EndSessionAsync(end, cancellationToken));

    public ValueTask<SessionPage> ListSessionsAsync(string identityKey, string? after, int limit, CancellationToken cancellationToken) =>
        CallAsync("list", () => HasEmptyPage && after is null
            ? ValueTask.FromResult(new SessionPage([], FirstPage))
            : store.ListSessionsAsync(identityKey, after == FirstPage ? null : after, limit, cancellationToken));

    public async ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        await Before("revoke");
        await store.RevokeTokenAsync(key, expires, cancellationToken);
        await After("revoke");
    }

    public ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken) =>
        CallAsync("raise", () => store.RevokeUpToAsync(revocation, cancellationToken));

    public ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        CallAsync("use", () => store.TryUseAsync(key, expires, cancellationToken));

    private async ValueTask<T> CallAsync<T>(string name, Func<ValueTask<T>> call)
    {
        await Before(name);
        var result = await call();
        await After(name);
        return result;
    }
}
