namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Revokes everything of an identity except one session.</summary>
internal sealed class SessionExemption(RevocationCheck check, RevocationWriter writer)
{
    /// <summary>Revokes everything of the token's identity except the token's session, where that is alive.</summary>
    /// <returns>A task that completes when the store has confirmed.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm, or another such change took place just now.</exception>
    public async ValueTask RevokeAllExceptAsync(Token token, CancellationToken cancellationToken)
    {
        if (token.SessionId is not { } sid)
        {
            await writer.RevokeAllAsync(token.Identity, cancellationToken);
            return;
        }

        // One at a time: two sessions must not exempt themselves from each other's change.
        if (!await writer.TryLockExemptionAsync(token.Identity, cancellationToken))
            throw new RevocationStoreException("Another change of the same user exempted a session just now. Try again in some seconds.");
        var result = await check.CheckStrictlyAsync(token, cancellationToken);
        if (result.Refusal is { Code: JwtErrorCode.StoreUnavailable })
        {
            throw new RevocationStoreException(
                "The revocation store did not confirm that the session is alive; nothing was revoked. Try again.");
        }

        if (result.Refusal is not null)
            await writer.RevokeAllAsync(token.Identity, cancellationToken);
        else
            await writer.RevokeAllExceptAsync(token.Identity, sid, cancellationToken);
    }
}
