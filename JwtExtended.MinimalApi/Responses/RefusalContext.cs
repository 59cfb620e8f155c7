namespace JwtExtended.MinimalApi.Responses;

/// <summary>What an endpoint asked for, as far as the challenge tells it.</summary>
/// <param name="Endpoint">The endpoint's name, for the log.</param>
/// <param name="Scope">The scopes asked for, separated by spaces.</param>
/// <param name="MaxAge">The greatest age of the authentication.</param>
internal readonly record struct RefusalContext(string Endpoint, string? Scope = null, TimeSpan? MaxAge = null);
