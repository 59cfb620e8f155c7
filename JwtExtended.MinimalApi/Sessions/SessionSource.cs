using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// The token that a session is made from: what was revoked before the session has begun is not survived by what is made from it.
/// </summary>
internal sealed class SessionSource(StoreClient store)
{
    private const string Message =
        "The token that the descriptor was made from has been revoked, or its session has ended. Ask the user to sign in.";

    /// <summary>The session of the token has ended, or was replaced.</summary>
    /// <returns>The exception to throw.</returns>
    public static RefusalException Ended() => new(RevocationEvaluation.SessionRevoked, Message);

    /// <summary>Checks the token before the session begins.</summary>
    /// <returns>A task that completes when the token counts.</returns>
    /// <exception cref="RefusalException">The token has been revoked.</exception>
    public async ValueTask EnsureBeforeStartAsync(Token source, CancellationToken cancellationToken)
    {
        var (keys, state) = await FindAsync(source, cancellationToken);
        ThrowIfRefused(RevocationEvaluation.RefuseSource(source, keys, state));
    }

    /// <summary>Checks the token once more behind the start: a revocation that was confirmed before it is seen.</summary>
    /// <param name="source">The token.</param>
    /// <param name="goesOn">Whether the session has replaced the one of the token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the token counts.</returns>
    /// <exception cref="RefusalException">The token has been revoked.</exception>
    public async ValueTask EnsureBehindStartAsync(Token source, bool goesOn, CancellationToken cancellationToken)
    {
        var (keys, state) = await FindAgainAsync(source, cancellationToken);
        ThrowIfRefused(goesOn
            ? RevocationEvaluation.RefuseOutsideSession(source, keys, state)
            : RevocationEvaluation.RefuseSource(source, keys, state));
    }

    private static void ThrowIfRefused(Refusal? refusal)
    {
        if (refusal is not null)
            throw new RefusalException(refusal, Message);
    }

    // The session has begun, perhaps in place of another one: a store that fails for a moment must not sign the user out.
    private async ValueTask<(StoreKeys Keys, StoreState State)> FindAgainAsync(Token source, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(source, cancellationToken);
        }
        catch (RevocationStoreException)
        {
            return await FindAsync(source, cancellationToken);
        }
    }

    private async ValueTask<(StoreKeys Keys, StoreState State)> FindAsync(Token source, CancellationToken cancellationToken)
    {
        var keys = new StoreKeys(store.Keys, source) { MustBeExact = true };
        var state = await store.ConfirmAsync(
            StoreOperation.FindRevocations, (engine, cancel) => engine.FindAsync(keys, cancel), cancellationToken);
        return (keys, state);
    }
}
