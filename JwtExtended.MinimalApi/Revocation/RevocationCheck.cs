using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>
/// Asks the store whether a token is revoked. A store that does not respond refuses, unless the application chose otherwise.
/// </summary>
internal sealed class RevocationCheck(StoreClient store)
{
    // How long a request may wait on its way to the endpoint before it is looked up again.
    private static readonly TimeSpan RecentFor = TimeSpan.FromSeconds(1);

    private static readonly Refusal StoreFailed = new(JwtErrorCode.StoreUnavailable, "The revocation store did not respond.");

    /// <summary>Gets what knows the revoked tokens of other issuers; <see langword="null"/> where none are accepted.</summary>
    public LegacyRevocation? Legacy { private get; init; }

    /// <summary>Whether a look-up may wait for an engine.</summary>
    public bool MayWait => store.MayWait;

    /// <summary>Looks everything up in one trip.</summary>
    /// <param name="token">The token.</param>
    /// <param name="forExchange">Whether an exchanged refresh token passes: only where tokens are exchanged, which decides about
    /// it.</param>
    /// <param name="cancellationToken">A token to cancel the look-up.</param>
    /// <returns>The decision, and what was seen.</returns>
    public ValueTask<RevocationResult> CheckAsync(Token token, bool forExchange, CancellationToken cancellationToken) =>
        token.Legacy is null
            ? LookUpAsync(token, forExchange, cancellationToken)
            : AwaitLegacyAsync(token, LookUpAsync(token, forExchange, cancellationToken), cancellationToken);

    /// <summary>The same, without any cache, and refused whenever the store does not respond, whatever the application chose.</summary>
    /// <param name="token">The token.</param>
    /// <param name="forExchange">Whether an exchanged refresh token passes.</param>
    /// <param name="cancellationToken">A token to cancel the look-up.</param>
    /// <returns>The decision, and what was seen.</returns>
    public ValueTask<RevocationResult> CheckStrictlyAsync(Token token, bool forExchange, CancellationToken cancellationToken) =>
        token.Legacy is null
            ? LookUpStrictlyAsync(token, forExchange, cancellationToken)
            : AwaitLegacyAsync(token, LookUpStrictlyAsync(token, forExchange, cancellationToken), cancellationToken);

    /// <summary>Whether a look-up still says what the store knows: what was revoked since then is allowed to be that late.</summary>
    /// <param name="lookUp">The look-up.</param>
    /// <returns><see langword="false"/> if the token has to be looked up again.</returns>
    public bool IsRecent(in RevocationResult lookUp) =>
        lookUp.Timestamp != 0 && store.Time.GetElapsedTime(lookUp.Timestamp) < store.Rules.Timeout + RecentFor;

    private async ValueTask<RevocationResult> AwaitLegacyAsync(
        Token token, ValueTask<RevocationResult> lookUp, CancellationToken cancellationToken)
    {
        var result = await lookUp;
        return result.Refusal is null && await Legacy!.CheckAsync(token, cancellationToken) is { } refusal
            ? result with { Refusal = refusal }
            : result;
    }

    private ValueTask<RevocationResult> LookUpAsync(Token token, bool forExchange, CancellationToken cancellationToken)
    {
        var keys = store.KeysOf(token);
        var timestamp = store.Time.GetTimestamp();
        var lookup = store.FindAsync(keys, cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? ValueTask.FromResult(Evaluate(token, keys, lookup.Result, forExchange, timestamp))
            : AwaitAsync(token, keys, lookup, forExchange, timestamp, cancellationToken);
    }

    private async ValueTask<RevocationResult> LookUpStrictlyAsync(Token token, bool forExchange, CancellationToken cancellationToken)
    {
        try
        {
            var keys = new StoreKeys(store.Keys, token) { MustBeExact = true };
            var timestamp = store.Time.GetTimestamp();
            var state = await store.FindAsync(keys, cancellationToken);
            return Evaluate(token, keys, state, forExchange, timestamp);
        }
        catch (Exception e)
        {
            return Fail(e, cancellationToken);
        }
    }

    private async ValueTask<RevocationResult> AwaitAsync(
        Token token,
        StoreKeys keys,
        ValueTask<StoreState> lookup,
        bool forExchange,
        long timestamp,
        CancellationToken cancellationToken)
    {
        StoreState state;
        try
        {
            state = await lookup;
        }
        catch (Exception e)
        {
            var failed = Fail(e, cancellationToken);
            // The application's choice, for tokens that live a few minutes; a caller who has gone is refused all the same.
            var accepts = store.Rules.OnFailure == StoreFailureMode.AcceptUntilExpiry && token.Type == TokenType.Access;
            return accepts && !cancellationToken.IsCancellationRequested
                ? new RevocationResult(null, null, store.Time.GetTimestamp())
                : failed;
        }

        return Evaluate(token, keys, state, forExchange, timestamp);
    }

    private RevocationResult Evaluate(Token token, StoreKeys keys, in StoreState state, bool forExchange, long timestamp)
    {
        var refusal = RevocationEvaluation.Refuse(token, keys, state, forExchange);
        // An identity that was signed out everywhere signs in next: that must be later, also by the clock of this node.
        if (refusal is not null)
            NoteInstants(token.Identity, state);
        var entry = RevocationEvaluation.EntryOf(token, state);
        if (entry?.Number > token.SessionNumberSeen)
            token.SessionNumberSeen = entry.Number;
        // A client that uses an access token has received it, and with it the refresh token of the same response.
        if (refusal is null && token is { Type: TokenType.Access, ClaimSet.Number.Value: var number } && entry?.IsFirstUse(number) == true)
            store.MarkSeen(keys, number);
        return new RevocationResult(refusal, entry, timestamp);
    }

    private void NoteInstants(string identity, in StoreState state)
    {
        if (state.IdentityRevoked is { } own)
            store.OnRevoked(own.Instant, identity);
        if (state.EverythingRevoked is { } everything)
            store.OnRevoked(everything.Instant, identity: null);
    }

    // Fails closed: a token that cannot be verified is not accepted. A caller who has gone is not the store's failure.
    private RevocationResult Fail(Exception e, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
            store.ReportFailedLookup(e);
        return new RevocationResult(StoreFailed, null, store.Time.GetTimestamp());
    }
}
