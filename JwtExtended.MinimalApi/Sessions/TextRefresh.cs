using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Exchanges a refresh token that an application hands over, with every check that the token of a request gets.</summary>
internal sealed class TextRefresh(
    TokenValidator validator, RevocationCheck revocation, RefreshRotation rotation, IServiceProvider services)
{
    /// <returns>The new tokens, or the refusal.</returns>
    public async ValueTask<Outcome<TokenPair>> RefreshAsync(string encoded, CancellationToken cancellationToken)
    {
        if (!validator.Validate(encoded, TokenTypes.Refresh).TryGet(out var token, out var refusal))
            return new(refusal);
        var result = await revocation.CheckAsync(token, forExchange: true, cancellationToken);
        if (result.Refusal is { } revoked)
            return new(revoked);
        var context = new JwtRefreshContext(token, services, cancellationToken);
        var outcome = await rotation.RotateAsync(new RefreshRequest(token, result.Session, ByCookie: false, context));
        return outcome.TryGet(out var tokens, out refusal) ? new(tokens.Pair) : new(refusal);
    }
}
