namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A store whose lists begin with a page without records, as one does whose newest session has just ended.</summary>
internal sealed class EmptyPageStore(IJwtStore store) : IJwtStore
{
    private const string First = "first";

    public ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken) => store.FindAsync(keys, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => store.GetTimeAsync(cancellationToken);

    public ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken) =>
        store.StartSessionAsync(session, cancellationToken);

    public ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken) =>
        store.ExchangeAsync(exchange, cancellationToken);

    public ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken) =>
        store.MarkSeenAsync(identityKey, sessionKey, number, cancellationToken);

    public ValueTask<bool> EndSessionAsync(SessionEnd ended, CancellationToken cancellationToken) =>
        store.EndSessionAsync(ended, cancellationToken);

    public ValueTask<SessionPage> ListSessionsAsync(string identityKey, string? after, int limit, CancellationToken cancellationToken) =>
        after is null
            ? ValueTask.FromResult(new SessionPage([], First))
            : store.ListSessionsAsync(identityKey, after == First ? null : after, limit, cancellationToken);

    public ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        store.RevokeTokenAsync(key, expires, cancellationToken);

    public ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken) =>
        store.RevokeUpToAsync(revocation, cancellationToken);

    public ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        store.TryUseAsync(key, expires, cancellationToken);
}
