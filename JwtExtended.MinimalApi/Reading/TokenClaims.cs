using System.Collections.ObjectModel;

namespace JwtExtended.MinimalApi.Reading;

/// <summary>The claims of a verified payload that the package itself reads (RFC 7519, 4.1).</summary>
internal sealed class TokenClaims
{
    public required byte[] Payload { get; init; }

    public string Sub { get; set; } = "";

    public string? Iss { get; set; }

    public ReadOnlyCollection<string> Aud { get; set; } = ReadOnlyCollection<string>.Empty;

    public DateTimeOffset? Exp { get; set; }

    public DateTimeOffset? Nbf { get; set; }

    public DateTimeOffset? Iat { get; set; }

    public string? Jti { get; set; }

    public string? SessionId { get; set; }

    public DateTimeOffset? SessionStarted { get; set; }

    public DateTimeOffset? AuthTime { get; set; }

    /// <summary>Fresh for good.</summary>
    public bool Fresh { get; set; }

    public DateTimeOffset? FreshUntil { get; set; }

    public ReadOnlyCollection<string> Roles { get; set; } = ReadOnlyCollection<string>.Empty;

    public ReadOnlyCollection<string> Scopes { get; set; } = ReadOnlyCollection<string>.Empty;

    public string? Csrf { get; set; }
}
