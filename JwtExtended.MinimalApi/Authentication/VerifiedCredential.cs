using JwtExtended.MinimalApi.Revocation;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>A verified token, where it came from, and what its look-up decided.</summary>
/// <param name="Token">The token.</param>
/// <param name="Location">Where it came from.</param>
/// <param name="Source">The string that it was found in.</param>
/// <param name="LookUp">What the store knows about it.</param>
/// <param name="User">The application's own object for the user, if it has set one.</param>
internal readonly record struct VerifiedCredential(
    Token Token, TokenLocation Location, string Source, RevocationResult LookUp, object? User = null);
