using System.Collections.Immutable;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Asks the application whether a token of another issuer was revoked there, each time that it is used.</summary>
internal sealed class LegacyRevocation(RevocationRules rules, TimeProvider time, JwtMetrics metrics, ILogger logger)
{
    /// <summary>What the application gave for each issuer, by its position; <see langword="null"/> where it gave nothing.</summary>
    public required ImmutableArray<Func<Token, ValueTask<bool>>?> IsRevoked { private get; init; }

    private static readonly Refusal Revoked = new(JwtErrorCode.TokenRevoked, "The legacy token was revoked, as IsRevoked says.");
    private static readonly Refusal Failed = new(JwtErrorCode.StoreUnavailable, "IsRevoked of the legacy tokens failed, or took too long.");

    /// <summary>Checks a token.</summary>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public async ValueTask<Refusal?> CheckAsync(Token token, CancellationToken cancellationToken)
    {
        metrics.LegacyUsed(token.Legacy!.Kind, token.Type);
        if (IsRevoked[token.Legacy.Issuer] is not { } isRevoked)
            return null;
        try
        {
            return await isRevoked(token).AsTask().WaitAsync(rules.Timeout, time, cancellationToken) ? Revoked : null;
        }
        catch (Exception e)
        {
            // Fails closed: what could not be looked up is not accepted. A caller who has gone is not the application's failure.
            if (!cancellationToken.IsCancellationRequested)
                Log.LegacyRevocationFailed(logger, e);
            return Failed;
        }
    }
}
