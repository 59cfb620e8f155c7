using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The body of a refresh that was asked for by cookie: the tokens are in cookies, and nowhere else.</summary>
internal sealed record CookieRefreshResponse([property: JsonPropertyName("expires_in")] int ExpiresIn);
