using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi;

/// <summary>
/// One key, bound to one algorithm (RFC 8725, 3.1). Immutable and shared between threads. Strength is checked when it is made: HMAC secrets at
/// least as long as the hash, RSA of 2048 bits or more with an exponent of 65537 or more, EC exactly on the named NIST curve (RFC 7518, 3).
/// </summary>
public sealed class JwtKey
{
    private readonly KeyMaterial _material;

    internal JwtKey(string kid, JwtAlgorithm algorithm, KeyMaterial material, bool canSign)
    {
        Kid = kid;
        Algorithm = algorithm;
        CanSign = canSign;
        _material = material;
        AccessHeader = JoseHeader.Encode(algorithm, TokenType.Access, kid);
        RefreshHeader = JoseHeader.Encode(algorithm, TokenType.Refresh, kid);
        TicketHeader = JoseHeader.Encode(algorithm, TokenType.Ticket, kid);
    }

    /// <summary>The id of the key, in the header of its tokens (RFC 7515, 4.1.4): the thumbprint of RFC 7638, the <c>kid</c> of its JWK, or for a secret a keyed hash of it.</summary>
    public string Kid { get; }

    /// <summary>The one algorithm of the key.</summary>
    public JwtAlgorithm Algorithm { get; }

    /// <summary>Whether the key can issue tokens; a public key only verifies them.</summary>
    public bool CanSign { get; }

    /// <summary>The encoded header of every access token that this key signs.</summary>
    internal string AccessHeader { get; }

    /// <summary>The encoded header of every refresh token that this key signs.</summary>
    internal string RefreshHeader { get; }

    /// <summary>The encoded header of every ticket that this key signs.</summary>
    internal string TicketHeader { get; }

    internal KeyMaterial Material => _material;

    internal int SignatureLength => _material.SignatureLength;

    /// <summary>Makes a key of a secret, for HS256, HS384 or HS512.</summary>
    /// <param name="secret">UTF-8 text, or <c>base64:</c> and its bytes.</param>
    /// <param name="algorithm">The algorithm; HS256 by default.</param>
    /// <exception cref="ArgumentException">The secret is too short, does not decode, or holds a PEM or JSON Web Key; the message says what to do.</exception>
    public static JwtKey FromSecret(string secret, JwtAlgorithm algorithm = JwtAlgorithm.HS256)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return SecretReader.Read("The secret", secret, algorithm, out var error) ?? throw new ArgumentException(error, nameof(secret));
    }

    /// <summary>Makes a key of PEM text: PKCS#1, PKCS#8 (encrypted or not), SEC 1, or the public key of SPKI or PKCS#1.</summary>
    /// <param name="pem">The PEM text.</param>
    /// <param name="algorithm">The algorithm; <see langword="null"/> = RS256, or what fits the curve.</param>
    /// <param name="password">The passphrase of an encrypted private key.</param>
    /// <exception cref="ArgumentException">The text is no such key, or too weak a key; the message says what to do.</exception>
    public static JwtKey FromPem(string pem, JwtAlgorithm? algorithm = null, string? password = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return PemKeyReader.Read(new PemSource("The PEM text", pem, algorithm, Password: password), out var error) ?? throw new ArgumentException(error, nameof(pem));
    }

    /// <summary>Makes a key of a PEM file. The file is read once; to follow its changes use <see cref="JwtKeyOptions.AddPemFile"/>.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="algorithm">The algorithm; <see langword="null"/> = RS256, or what fits the curve.</param>
    /// <param name="password">The passphrase of an encrypted private key.</param>
    /// <exception cref="ArgumentException">The file holds no such key, or too weak a key; the message says what to do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static JwtKey FromPemFile(string path, JwtAlgorithm? algorithm = null, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return PemKeyReader.Read(new PemSource($"'{path}'", File.ReadAllText(path), algorithm, Password: password), out var error) ?? throw new ArgumentException(error, nameof(path));
    }

    /// <summary>Makes a key of a certificate's key; the private one, where the certificate has it. The period of validity and the chain are not checked.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="algorithm">The algorithm; <see langword="null"/> = RS256, or what fits the curve.</param>
    /// <exception cref="ArgumentException">The certificate has neither an RSA nor an EC key, or too weak a key.</exception>
    public static JwtKey FromCertificate(X509Certificate2 certificate, JwtAlgorithm? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return CertificateKeyReader.Read(certificate, algorithm, out var error) ?? throw new ArgumentException(error, nameof(certificate));
    }

    /// <summary>Makes a key of a JSON Web Key (RFC 7517): <c>RSA</c>, <c>EC</c> or <c>oct</c>. Its <c>alg</c>, <c>use</c>, <c>key_ops</c> and <c>kid</c> are respected. Without an <c>alg</c> an RSA key is for RS256 and a secret for HS256.</summary>
    /// <param name="json">The JWK as JSON text.</param>
    /// <exception cref="ArgumentException">The text is no such key, is meant for something else, or is too weak; the message says what to do.</exception>
    public static JwtKey FromJwk([StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JwkReader.Read(json, out var error) ?? throw new ArgumentException(error, nameof(json));
    }

    /// <summary>Makes a random key.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such algorithm.</exception>
    public static JwtKey Generate(JwtAlgorithm algorithm)
    {
        if (!Enum.IsDefined(algorithm))
            throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "There is no such algorithm.");
        return KeyGenerator.Generate(algorithm);
    }

    /// <summary>The key without its material.</summary>
    public override string ToString() => $"{nameof(JwtKey)} {{ {nameof(Kid)} = {Kid}, {nameof(Algorithm)} = {Algorithm}, {nameof(CanSign)} = {CanSign} }}";

    internal string HeaderOf(TokenType type) => type switch
    {
        TokenType.Access => AccessHeader,
        TokenType.Refresh => RefreshHeader,
        _ => TicketHeader,
    };

    /// <exception cref="InvalidOperationException">The key is a public one.</exception>
    internal void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        if (!CanSign)
            throw new InvalidOperationException($"The {Algorithm} key '{Kid}' can only verify. Configure PrivateKey to issue tokens.");
        _material.Sign(input, signature);
    }

    internal bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) =>
        signature.Length == _material.SignatureLength && _material.Verify(input, signature);

    /// <summary>Whether the other is made of the same material for the same use: then the object in use can stay.</summary>
    internal bool IsSameAs(JwtKey other) => Kid == other.Kid && Algorithm == other.Algorithm && CanSign == other.CanSign && _material.IsSameAs(other._material);
}
