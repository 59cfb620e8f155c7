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
    /// <param name="forExchange">Whether an exchanged refresh token passes: only where tokens are exchanged, which decides about
    /// it.</param>
    /// <param name="cancellationToken">A token to cancel the look-up.</param>
    /// <returns>The decision, and what was seen.</returns>
    public ValueTask<RevocationResult> CheckAsync(Token token, bool forExchange, CancellationToken cancellationToken)
    {
        var keys = store.KeysOf(token);
        long? timestamp = forExchange ? store.Time.GetTimestamp() : null;
        var lookup = FindAsync(keys, cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? ValueTask.FromResult(Evaluate(token, keys, lookup.Result, timestamp))
            : AwaitAsync(token, keys, lookup, timestamp, cancellationToken);
    }

    /// <summary>The same, without any cache, and refused whenever the store does not respond, whatever the application chose.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">A token to cancel the look-up.</param>
    /// <returns>The decision, and what was seen.</returns>
    public async ValueTask<RevocationResult> CheckStrictlyAsync(Token token, CancellationToken cancellationToken)
    {
        try
        {
            var keys = new StoreKeys(store.Keys, token) { MustBeExact = true };
            var timestamp = store.Time.GetTimestamp();
            var state = await store.AwaitAsync(store.Store.FindAsync(keys, cancellationToken), cancellationToken);
            return Evaluate(token, keys, state, timestamp);
        }
        catch (Exception e)
        {
            return Fail(e, cancellationToken);
        }
    }

    private ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken)
    {
        try
        {
            return store.Store.FindAsync(keys, cancellationToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<StoreState>(e);
        }
    }

    private async ValueTask<RevocationResult> AwaitAsync(
        Token token, StoreKeys keys, ValueTask<StoreState> lookup, long? timestamp, CancellationToken cancellationToken)
    {
        StoreState state;
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

        return Evaluate(token, keys, state, timestamp);
    }

    // The timestamp is that of a look-up for an exchange.
    private RevocationResult Evaluate(Token token, StoreKeys keys, in StoreState state, long? timestamp)
    {
        var refusal = RevocationEvaluation.Refuse(token, keys, state, forExchange: timestamp is not null);
        // An identity that was signed out everywhere signs in next: that must be later, also by the clock of this node.
        if (refusal is not null)
            NoteInstants(state);
        var entry = RevocationEvaluation.EntryOf(token, state);
        if (entry?.Number > token.SessionNumberSeen)
            token.SessionNumberSeen = entry.Number;
        // A client that uses an access token has received it, and with it the refresh token of the same response.
        if (refusal is null && token is { Type: TokenType.Access, ClaimSet.Number.Value: var number } && entry?.IsFirstUse(number) == true)
            store.MarkSeen(keys, number);
        return new RevocationResult(refusal, entry, timestamp ?? 0);
    }

    private void NoteInstants(in StoreState state)
    {
        if (state.IdentityRevoked is { } identity)
            store.OnRevoked(identity.Instant, ofIdentity: true);
        if (state.EverythingRevoked is { } everything)
            store.OnRevoked(everything.Instant, ofIdentity: false);
    }

    // Fails closed: a token that cannot be verified is not accepted. A caller who has gone is not the store's failure.
    private RevocationResult Fail(Exception e, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
            store.ReportFailedLookup(e);
        return new RevocationResult(StoreFailed, null);
    }
}
