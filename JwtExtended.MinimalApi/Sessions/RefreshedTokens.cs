namespace JwtExtended.MinimalApi.Sessions;

/// <summary>What a refresh hands out.</summary>
/// <param name="Pair">The tokens.</param>
/// <param name="KeepsRefreshToken">
/// Whether the refresh token is the one that was presented. It is not set as a cookie then: a late response must not replace its successor.
/// </param>
internal sealed record RefreshedTokens(TokenPair Pair, bool KeepsRefreshToken)
{
    /// <summary>The scopes of the access token.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }
}
