using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Exchanges a refresh token that an application hands over, with every check that the token of a request gets.</summary>
internal sealed class TextRefresh(
    TokenValidator validator, RevocationCheck revocation, MeasuredRotation rotation, IServiceScopeFactory services)
{
    /// <returns>The new tokens, or the refusal.</returns>
    public async ValueTask<Outcome<TokenPair>> RefreshAsync(string encoded, CancellationToken cancellationToken)
    {
        if (!validator.Validate(encoded, TokenTypes.Refresh).TryGet(out var token, out var refusal))
            return new(refusal);
        var result = await revocation.CheckAsync(token, forExchange: true, cancellationToken);
        if (result.Refusal is { } revoked)
            return new(revoked);
        // OnRefresh may need services of a scope, as within a request.
        await using var scope = services.CreateAsyncScope();
        var context = new JwtRefreshContext(token, scope.ServiceProvider, cancellationToken);
        var outcome = await rotation.RotateAsync(
            new RefreshRequest(token, result.Session, ByCookie: false, context) { LookUpTimestamp = result.Timestamp });
        return outcome.TryGet(out var tokens, out refusal) ? new(tokens.Pair) : new(refusal);
    }
}
