using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>
/// Asks the store whether a token is revoked. A store that does not respond refuses, unless the application chose otherwise.
/// </summary>
internal sealed class RevocationCheck(StoreClient store)
{
    private static readonly Refusal StoreFailed = new(JwtErrorCode.StoreUnavailable, "The revocation store did not respond.");

    /// <summary>Whether a look-up may wait for an engine.</summary>
    public bool MayWait => store.MayWait;

    /// <summary>Looks everything up in one trip.</summary>
    /// <param name="token">The token.</param>
    /// <param name="acceptConsumed">Whether an exchanged refresh token passes: only where tokens are exchanged, which decides about
    /// it.</param>
    /// <param name="cancellationToken">A token to cancel the look-up.</param>
    /// <returns>The decision, and what was seen.</returns>
    public ValueTask<RevocationResult> CheckAsync(Token token, bool acceptConsumed, CancellationToken cancellationToken)
    {
        var lookup = FindAsync(token, cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? EvaluateAsync(token, lookup.Result, acceptConsumed, cancellationToken)
            : AwaitAsync(token, lookup, acceptConsumed, cancellationToken);
    }

    /// <summary>The same, without any cache, and refused whenever the store does not respond, whatever the application chose.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">A token to cancel the look-up.</param>
    /// <returns>The decision, and what was seen.</returns>
    public async ValueTask<RevocationResult> CheckStrictlyAsync(Token token, CancellationToken cancellationToken)
    {
        try
        {
            var lookup = store.Store.FindAsync(KeysOf(token, mustBeExact: true), cancellationToken);
            return await EvaluateAsync(token, await store.AwaitAsync(lookup, cancellationToken), acceptConsumed: true, cancellationToken);
        }
        catch (Exception e)
        {
            return Fail(e, cancellationToken);
        }
    }

    private ValueTask<RevocationState> FindAsync(Token token, CancellationToken cancellationToken)
    {
        try
        {
            return store.Store.FindAsync(token.RevocationKeys ??= KeysOf(token, mustBeExact: false), cancellationToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<RevocationState>(e);
        }
    }

    private RevocationKeys KeysOf(Token token, bool mustBeExact) => new(store.Keys, token)
    {
        MustBeExact = mustBeExact,
        WantsSessionRecord = token.Type == TokenType.Refresh && RevocationEvaluation.IsRecorded(token),
    };

    private async ValueTask<RevocationResult> AwaitAsync(
        Token token, ValueTask<RevocationState> lookup, bool acceptConsumed, CancellationToken cancellationToken)
    {
        RevocationState state;
        try
        {
            state = await store.AwaitAsync(lookup, cancellationToken);
        }
        catch (Exception e)
        {
            var failed = Fail(e, cancellationToken);
            // The application's choice, for tokens that live a few minutes; a caller who has gone is refused all the same.
            var accepts = store.Rules.OnFailure == StoreFailureMode.AcceptUntilExpiry && token.Type == TokenType.Access;
            return accepts && !cancellationToken.IsCancellationRequested ? default : failed;
        }

        return await EvaluateAsync(token, state, acceptConsumed, cancellationToken);
    }

    private ValueTask<RevocationResult> EvaluateAsync(
        Token token, in RevocationState state, bool acceptConsumed, CancellationToken cancellationToken)
    {
        var evaluation = new RevocationEvaluation(token, acceptConsumed);
        var refusal = evaluation.Refuse(state);
        return ReferenceEquals(refusal, RevocationEvaluation.IdentityRevoked)
            ? CheckExemptionAsync(evaluation, state, cancellationToken)
            : ValueTask.FromResult(new RevocationResult(refusal, state.TokenConsumed));
    }

    /// <summary>
    /// The identity is revoked. One more look-up tells whether this session was exempt, and that no revocation without exemption covers it.
    /// </summary>
    private async ValueTask<RevocationResult> CheckExemptionAsync(
        RevocationEvaluation evaluation, RevocationState state, CancellationToken cancellationToken)
    {
        var token = evaluation.Token;
        if (token.SessionId is not { } sid)
            return new RevocationResult(RevocationEvaluation.IdentityRevoked, state.TokenConsumed);
        try
        {
            var keys = store.Keys;
            var own = token.RevocationKeys ?? KeysOf(token, mustBeExact: true);
            var question = new RevocationKeys(
                own.Token, keys.ForExemption(token.Identity, sid), keys.ForIdentityWithoutExemption(token.Identity));
            var found = await store.AwaitAsync(store.Store.FindAsync(question, cancellationToken), cancellationToken);
            // Not before the revocation itself: between the two writes of a second change the session is exempt from more than was revoked.
            var isExempt = found.IdentityRevokedUpTo >= state.IdentityRevokedUpTo
                && !(found.EverythingRevokedUpTo is { } all && token.Origin <= all);
            return new RevocationResult(evaluation.Refuse(state, isExempt), state.TokenConsumed);
        }
        catch (Exception e)
        {
            // The identity is revoked: no failure mode accepts the token.
            return Fail(e, cancellationToken);
        }
    }

    // Fails closed: a token that cannot be verified is not accepted. A caller who has gone is not the store's failure.
    private RevocationResult Fail(Exception e, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
            store.ReportFailedLookup(e);
        return new RevocationResult(StoreFailed, IsConsumed: false);
    }
}
