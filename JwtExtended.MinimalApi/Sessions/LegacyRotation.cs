using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Exchanges the refresh token of another issuer: it is the first token of a session of this package, whose entry begins with the exchange.
/// So it is used once by the rules of every other one: a lost response ends no session, and its reuse ends the session.
/// </summary>
internal sealed class LegacyRotation(StoreClient store, LegacyTokens tokens, RefreshRotation rotation)
{
    /// <summary>Exchanges a legacy refresh token.</summary>
    /// <returns>The result.</returns>
    /// <exception cref="RevocationStoreException">The store did not respond.</exception>
    public async ValueTask<RotationResult> RotateAsync(RefreshRequest request)
    {
        var keys = new StoreKeys(store.Keys, request.Token) { MustBeExact = true };
        var timestamp = store.Time.GetTimestamp();
        var state = await store.ConfirmAsync(
            StoreOperation.FindRevocations, (engine, cancel) => engine.FindAsync(keys, cancel), CancellationToken.None);
        if (RevocationEvaluation.Refuse(request.Token, keys, state, forExchange: true) is { } refusal)
            return RotationResult.Refused(refusal);
        // The same instant on every node: two exchanges at once are of one session. Not before the store began, which ends older sessions;
        // what revokes the token by its issue time covers that as well, because no revocation is older than the store.
        var started = state.Session?.Started ?? Instant.Latest(WholeMilliseconds(request.Token.Origin), state.StoreCreatedAt);
        var session = tokens.ToSession(request.Token, started);
        return await rotation.RotateAsync(request with { Token = session, Session = state.Session, LookUpTimestamp = timestamp });
    }

    private static DateTimeOffset WholeMilliseconds(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
