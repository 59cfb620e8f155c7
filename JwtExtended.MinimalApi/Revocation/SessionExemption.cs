namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Revokes everything of an identity except one session.</summary>
internal sealed class SessionExemption(RevocationCheck check, RevocationWriter writer)
{
    /// <summary>Revokes everything of the token's identity except the token's session, where that is alive.</summary>
    /// <returns>A task that completes when the store has confirmed.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public async ValueTask RevokeAllExceptAsync(Token token, CancellationToken cancellationToken)
    {
        var result = await check.CheckStrictlyAsync(token, forExchange: true, cancellationToken);
        if (result.Refusal is { Code: JwtErrorCode.StoreUnavailable })
        {
            throw new RevocationStoreException(
                "The revocation store did not confirm that the session is alive; nothing was revoked. Try again.");
        }

        // Of two sessions that except themselves at the same time, the store lets the first one.
        if (token.SessionId is null || result.Refusal is not null || !await writer.TryRevokeAllExceptAsync(token, cancellationToken))
            await writer.RevokeAllAsync(token.Identity, cancellationToken);
    }
}
