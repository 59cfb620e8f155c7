using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Asks the store whether a token still counts. A store that does not answer refuses, unless the application chose otherwise.</summary>
internal sealed class RevocationCheck(StoreClient calls, RevocationKeyFactory keys, StoreFailureMode onFailure)
{
    private static readonly Refusal TokenRevoked = new(JwtErrorCode.TokenRevoked, "The token was revoked.");
    private static readonly Refusal TokenConsumed = new(JwtErrorCode.TokenRevoked, "The refresh token was exchanged for its successor.");
    private static readonly Refusal SessionRevoked = new(JwtErrorCode.TokenRevoked, "The session was revoked.");
    private static readonly Refusal SessionUnrecorded = new(JwtErrorCode.TokenRevoked, "The record of the session does not stand any more.");
    private static readonly Refusal IdentityRevoked = new(JwtErrorCode.TokenRevoked, "Everything of the identity was revoked after the token began.");
    private static readonly Refusal EverythingRevoked = new(JwtErrorCode.TokenRevoked, "Everything was revoked after the token began.");
    private static readonly Refusal BeforeBirth = new(JwtErrorCode.TokenRevoked, "The session began before the store did: what was revoked since is not known.");
    private static readonly Refusal StoreFailed = new(JwtErrorCode.StoreUnavailable, "The revocation store did not answer.");

    /// <summary>One look-up for all marks.</summary>
    /// <param name="token">The token.</param>
    /// <param name="acceptConsumed">Whether a consumed refresh token passes: where tokens are exchanged, and only there, the rotation judges it.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public ValueTask<Refusal?> CheckAsync(Token token, bool acceptConsumed, CancellationToken cancellationToken)
    {
        var lookup = FindAsync(token, cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? EvaluateAsync(token, lookup.Result, acceptConsumed, cancellationToken)
            : AwaitAsync(token, lookup, acceptConsumed, cancellationToken);
    }

    /// <summary>The same, asked of the engine itself, and refused whenever it does not answer, whatever the application chose.</summary>
    public async ValueTask<Refusal?> CheckStrictlyAsync(Token token, CancellationToken cancellationToken)
    {
        try
        {
            return await EvaluateAsync(token, await calls.AwaitAsync(FindExactlyAsync(token, cancellationToken), cancellationToken), acceptConsumed: true, cancellationToken);
        }
        catch (Exception e)
        {
            return Fail(e, cancellationToken);
        }
    }

    private ValueTask<RevocationState> FindExactlyAsync(Token token, CancellationToken cancellationToken) =>
        calls.Store.FindAsync(new RevocationKeys(keys, token) { MustBeExact = true, WantsSessionRecord = token.Type == TokenType.Refresh && IsRecorded(token) }, cancellationToken);

    private ValueTask<Refusal?> EvaluateAsync(Token token, in RevocationState marks, bool acceptConsumed, CancellationToken cancellationToken)
    {
        var refusal = Evaluate(token, marks, acceptConsumed);
        return ReferenceEquals(refusal, IdentityRevoked) ? CheckExemptionAsync(token, marks, acceptConsumed, cancellationToken) : ValueTask.FromResult(refusal);
    }

    private static Refusal? Evaluate(Token token, in RevocationState marks, bool acceptConsumed, bool isExempted = false)
    {
        if (marks.TokenRevoked)
            return TokenRevoked;
        if (marks.SessionRevoked)
            return SessionRevoked;
        // Equal counts as older: two things of one millisecond have no order, and refusing is the safe one.
        if (marks.EverythingRevokedUpTo is { } everything && token.Origin <= everything)
            return EverythingRevoked;
        if (token.Type == TokenType.Refresh && EvaluateRefresh(token, marks, acceptConsumed) is { } refusal)
            return refusal;
        return !isExempted && marks.IdentityRevokedUpTo is { } identity && token.Origin <= identity ? IdentityRevoked : null;
    }

    private static Refusal? EvaluateRefresh(Token token, in RevocationState marks, bool acceptConsumed)
    {
        if (marks.TokenConsumed && token.RevocationKeys is { } keys)
            keys.WasConsumed = true;
        if (marks.TokenConsumed && !acceptConsumed)
            return TokenConsumed;
        // A store that lost its data must not revive a session.
        if (token.ClaimSet.SessionStarted is { } started && started < marks.StoreCreatedAt)
            return BeforeBirth;
        return IsRecorded(token) && !marks.SessionRecorded ? SessionUnrecorded : null;
    }

    private static bool IsRecorded(Token token) => RefreshSeed.TryParse(token.ClaimSet.Seed, out var seed) && seed.IsRecorded;

    /// <summary>A mark of the identity stands. One more look-up tells whether this session was spared from it, and that no mark without exceptions reaches it.</summary>
    private async ValueTask<Refusal?> CheckExemptionAsync(Token token, RevocationState marks, bool acceptConsumed, CancellationToken cancellationToken)
    {
        if (token.SessionId is not { } sid)
            return IdentityRevoked;
        try
        {
            var question = new RevocationKeys(keys.ForToken(token), keys.ForExemption(token.Identity, sid), keys.ForIdentityWithoutExemption(token.Identity));
            var spared = await calls.AwaitAsync(calls.Store.FindAsync(question, cancellationToken), cancellationToken);
            // Not before the mark: between the two writes of a second change the session is spared from more than was revoked.
            var isExempted = spared.IdentityRevokedUpTo >= marks.IdentityRevokedUpTo && !(spared.EverythingRevokedUpTo is { } whole && token.Origin <= whole);
            return Evaluate(token, marks, acceptConsumed, isExempted);
        }
        catch (Exception e)
        {
            // A mark stands: no failure mode accepts the token.
            return Fail(e, cancellationToken);
        }
    }

    private ValueTask<RevocationState> FindAsync(Token token, CancellationToken cancellationToken)
    {
        try
        {
            return calls.Store.FindAsync(token.RevocationKeys ??= new RevocationKeys(keys, token) { WantsSessionRecord = token.Type == TokenType.Refresh && IsRecorded(token) }, cancellationToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<RevocationState>(e);
        }
    }

    private async ValueTask<Refusal?> AwaitAsync(Token token, ValueTask<RevocationState> lookup, bool acceptConsumed, CancellationToken cancellationToken)
    {
        RevocationState marks;
        try
        {
            marks = await calls.AwaitAsync(lookup, cancellationToken);
        }
        catch (Exception e)
        {
            var refusal = Fail(e, cancellationToken);
            // The application's choice, for what lives a few minutes; a caller who has gone is refused all the same.
            return onFailure == StoreFailureMode.AcceptUntilExpiry && token.Type == TokenType.Access && !cancellationToken.IsCancellationRequested ? null : refusal;
        }

        return await EvaluateAsync(token, marks, acceptConsumed, cancellationToken);
    }

    // Fails closed: a token that nobody can vouch for is not accepted. A caller who has gone is not the store's failure.
    private Refusal Fail(Exception e, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
            calls.ReportFailedLookup(e);
        return StoreFailed;
    }
}
