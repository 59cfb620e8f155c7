namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Calls of a store, as tests make them most often.</summary>
internal static class StoreCalls
{
    /// <summary>Starts a session, which the store must not refuse.</summary>
    public static async Task<DateTimeOffset> StartAsync(this IJwtStore store, NewSession session) =>
        (await store.StartSessionAsync(session, CancellationToken.None)).Should().NotBeNull().And.Subject!.Value;

    /// <summary>Ends whichever session has the key.</summary>
    public static ValueTask<bool> EndAsync(
        this IJwtStore store,
        string identityKey,
        string sessionKey,
        DateTimeOffset? expires,
        CancellationToken cancellationToken = default) =>
        store.EndSessionAsync(
            new SessionEnd { IdentityKey = identityKey, SessionKey = sessionKey, Started = null, Expires = expires }, cancellationToken);
}
