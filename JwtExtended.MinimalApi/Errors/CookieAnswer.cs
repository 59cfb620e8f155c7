using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Errors;

/// <summary>The body of a refresh that was asked for by cookie: the tokens are in cookies, and nowhere else.</summary>
internal sealed record CookieAnswer([property: JsonPropertyName("expires_in")] int ExpiresIn);
