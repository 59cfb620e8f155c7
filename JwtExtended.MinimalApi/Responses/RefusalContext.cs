namespace JwtExtended.MinimalApi.Responses;

/// <summary>What an endpoint requires, as far as log and challenge tell it.</summary>
/// <param name="Endpoint">The endpoint's name, for the log.</param>
/// <param name="Scope">The required scopes, separated by spaces.</param>
/// <param name="MaxAge">The maximum age of the authentication.</param>
internal readonly record struct RefusalContext(string Endpoint, string? Scope = null, TimeSpan? MaxAge = null)
{
    /// <summary>Whether the request follows OAuth, and its client expects the errors of RFC 6749, 5.2.</summary>
    public bool IsOAuth { get; init; }
}
