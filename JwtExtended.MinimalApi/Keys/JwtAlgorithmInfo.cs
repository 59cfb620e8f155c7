using System.Diagnostics;
using System.Text;
using Jose;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>A row of <see cref="AlgorithmTable"/>: everything that the package knows about one algorithm.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Name">The <c>alg</c> value (RFC 7518, 3.1).</param>
/// <param name="Family">The kind of signature.</param>
/// <param name="Hash">The hash function.</param>
internal sealed record JwtAlgorithmInfo(JwtAlgorithm Algorithm, string Name, AlgorithmFamily Family, HashInfo Hash)
{
    private readonly byte[] _utf8Name = Encoding.UTF8.GetBytes(Name);

    /// <summary>The <c>alg</c> value in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Name => _utf8Name;

    /// <summary>The smallest key that is accepted, in bits.</summary>
    public required int MinKeyBits { get; init; }

    /// <summary>The command that creates a suitable key, for messages.</summary>
    public required string CreateKeyCommand { get; init; }

    /// <summary>The only curve of the algorithm; <see langword="null"/> for algorithms without one.</summary>
    public CurveInfo? Curve { get; init; }

    /// <summary>The implementation of jose-jwt; <see langword="null"/> for HMAC, which is computed by .NET.</summary>
    public IJwsAlgorithm? Implementation { get; init; }

    /// <summary>The <c>kty</c> of a suitable JSON Web Key (RFC 7518, 6.1).</summary>
    public string KeyType => Family switch
    {
        AlgorithmFamily.Hmac => "oct",
        AlgorithmFamily.Rsa or AlgorithmFamily.RsaPss => "RSA",
        AlgorithmFamily.Ecdsa => "EC",
        _ => throw new UnreachableException($"The family {Family} has no key type."),
    };
}
