namespace JwtExtended.MinimalApi.Keys;

/// <summary>The kinds of signature in RFC 7518, section 3.1.</summary>
internal enum AlgorithmFamily
{
    /// <summary>HMAC with SHA-2 (RFC 7518, 3.2).</summary>
    Hmac,

    /// <summary>RSASSA-PKCS1-v1_5 (RFC 7518, 3.3).</summary>
    Rsa,

    /// <summary>RSASSA-PSS (RFC 7518, 3.5).</summary>
    RsaPss,

    /// <summary>ECDSA (RFC 7518, 3.4).</summary>
    Ecdsa,
}
