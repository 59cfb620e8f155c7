using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi;

/// <summary>The signature algorithms of RFC 7518, section 3.1, by their <c>alg</c> names. <c>none</c> is not supported.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JwtAlgorithm>))]
public enum JwtAlgorithm
{
    /// <summary>HMAC with SHA-256. Requires a secret of at least 32 bytes (RFC 7518, 3.2).</summary>
    HS256,

    /// <summary>HMAC with SHA-384. Requires a secret of at least 48 bytes (RFC 7518, 3.2).</summary>
    HS384,

    /// <summary>HMAC with SHA-512. Requires a secret of at least 64 bytes (RFC 7518, 3.2).</summary>
    HS512,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256. Requires a key of at least 2048 bits (RFC 7518, 3.3).</summary>
    RS256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384. Requires a key of at least 2048 bits (RFC 7518, 3.3).</summary>
    RS384,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-512. Requires a key of at least 2048 bits (RFC 7518, 3.3).</summary>
    RS512,

    /// <summary>RSASSA-PSS with SHA-256. Requires a key of at least 2048 bits (RFC 7518, 3.5).</summary>
    PS256,

    /// <summary>RSASSA-PSS with SHA-384. Requires a key of at least 2048 bits (RFC 7518, 3.5).</summary>
    PS384,

    /// <summary>RSASSA-PSS with SHA-512. Requires a key of at least 2048 bits (RFC 7518, 3.5).</summary>
    PS512,

    /// <summary>ECDSA with SHA-256. Requires a key on P-256 (RFC 7518, 3.4).</summary>
    ES256,

    /// <summary>ECDSA with SHA-384. Requires a key on P-384 (RFC 7518, 3.4).</summary>
    ES384,

    /// <summary>ECDSA with SHA-512. Requires a key on P-521 (RFC 7518, 3.4).</summary>
    ES512,
}
