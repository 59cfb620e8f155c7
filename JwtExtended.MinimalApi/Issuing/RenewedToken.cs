using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The access token of a refresh.</summary>
/// <param name="Token">The token.</param>
/// <param name="ExpiresIn">Its lifetime in seconds; 0 when it does not expire.</param>
internal readonly record struct RenewedToken(IssuedToken Token, int ExpiresIn);
