using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi;

/// <summary>
/// A key for exactly one algorithm (RFC 8725, 3.1). Immutable and thread-safe. The strength is checked on creation: HMAC secrets must be
/// at least as long as the hash and not easy to guess, RSA keys need 2048 bits, a public exponent of 65537 or more and a modulus that is
/// not known to be weak, EC keys must be on the algorithm's curve (RFC 7518, 3; RFC 8725, 3.5).
/// </summary>
public sealed partial class JwtKey
{
    private const int FingerprintBytes = 16;

    private readonly KeyMaterial _material;
    private readonly Lazy<JwtKey?> _serviceKey;

    internal JwtKey(string kid, JwtAlgorithm algorithm, KeyMaterial material, bool canSign)
    {
        Kid = kid;
        Algorithm = algorithm;
        CanSign = canSign;
        _material = material;
        _serviceKey = new Lazy<JwtKey?>(DeriveServiceKey);
    }

    /// <summary>Gets the id of the key, the <c>kid</c> in the header of its tokens (RFC 7515, 4.1.4).</summary>
    /// <value>The <c>kid</c> of a JWK; otherwise the thumbprint of a key pair (RFC 7638), or a keyed hash of a secret.</value>
    public string Kid { get; }

    /// <summary>Gets the only algorithm of the key.</summary>
    public JwtAlgorithm Algorithm { get; }

    /// <summary>Gets whether the key can sign tokens.</summary>
    /// <value><see langword="false"/> for a public key, which only verifies them.</value>
    public bool CanSign { get; }

    /// <summary>The encoded header of the access tokens that this key signs.</summary>
    internal string AccessHeader => field ??= JoseHeader.Encode(Algorithm, TokenType.Access, Kid);

    /// <summary>The encoded header of the refresh tokens that this key signs.</summary>
    internal string RefreshHeader => field ??= JoseHeader.Encode(Algorithm, TokenType.Refresh, Kid);

    /// <summary>The encoded header of the tickets that this key signs.</summary>
    internal string TicketHeader => field ??= JoseHeader.Encode(Algorithm, TokenType.Ticket, Kid);

    /// <summary>
    /// The key of refresh tokens and tickets, derived once; <see langword="null"/> if this key has no private part, or one that cannot be
    /// exported.
    /// </summary>
    internal JwtKey? ServiceKey => _serviceKey.Value;

    /// <summary>What tells the key from any other, also from one with the same <c>kid</c>; the same for both parts of a key pair.</summary>
    internal string Fingerprint => field ??= ComputeFingerprint();

    internal KeyMaterial Material => _material;

    /// <summary>What signs in another process, and has to be awaited; <see langword="null"/> for any other key.</summary>
    internal IJwtSigner? Signer { get; init; }

    /// <summary>The length of every signature in bytes.</summary>
    internal int SignatureLength => _material.SignatureLength;

    /// <summary>Creates a key from a secret, for HS256, HS384 or HS512.</summary>
    /// <param name="secret">UTF-8 text, or <c>base64:</c> followed by the bytes in base64 or base64url.</param>
    /// <param name="algorithm">The algorithm. The default is HS256.</param>
    /// <returns>A key that signs and verifies.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="secret"/> is too short or easy to guess, does not decode, begins or ends with white space, or holds a PEM or JSON
    /// Web Key, or <paramref name="algorithm"/> is not an HMAC algorithm.
    /// </exception>
    public static JwtKey FromSecret(string secret, JwtAlgorithm algorithm = JwtAlgorithm.HS256)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return SecretReader.Read("The secret", secret, algorithm).GetKeyOrThrow(nameof(secret));
    }

    /// <summary>
    /// Creates a key from PEM text: PKCS#1, PKCS#8 (encrypted or not) or SEC 1, a public key in SPKI or PKCS#1, or the public key of a
    /// certificate.
    /// </summary>
    /// <remarks>
    /// Certificates, parameters and other text around the key are allowed, if they belong to it. Line breaks may be written as a
    /// backslash and an <c>n</c>, or be left out, and the whole text may be in quotation marks or in base64.
    /// </remarks>
    /// <param name="pem">The PEM text.</param>
    /// <param name="algorithm">
    /// The algorithm, or <see langword="null"/> to use RS256 for an RSA key, the algorithm of the curve for an EC key, and for an
    /// RSASSA-PSS key the one that its parameters name, or else PS256.
    /// </param>
    /// <param name="password">The passphrase of an encrypted private key.</param>
    /// <returns>A key that signs and verifies, or only verifies if <paramref name="pem"/> is a public key or a certificate.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="pem"/> is not a supported key, is too weak, does not fit <paramref name="algorithm"/>, or cannot be decrypted.
    /// </exception>
    public static JwtKey FromPem(string pem, JwtAlgorithm? algorithm = null, string? password = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return PemKeyReader.Read(new PemSource("The PEM text", pem, algorithm, Password: password)).GetKeyOrThrow(nameof(pem));
    }

    /// <summary>Creates a key from a PEM file, which is read once.</summary>
    /// <remarks>To follow changes of the file, use <see cref="JwtKeyOptions.AddPemFile"/>.</remarks>
    /// <param name="path">The path of the file.</param>
    /// <param name="algorithm">
    /// The algorithm, or <see langword="null"/> to use RS256 for an RSA key and the algorithm of the curve for an EC key.
    /// </param>
    /// <param name="password">The passphrase of an encrypted private key.</param>
    /// <returns>A key that signs and verifies, or only verifies if the file holds a public key.</returns>
    /// <exception cref="ArgumentException">
    /// The file does not hold a supported key, or the key is too weak, does not fit <paramref name="algorithm"/>, or cannot be decrypted.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static JwtKey FromPemFile(string path, JwtAlgorithm? algorithm = null, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = new PemSource($"'{path}'", File.ReadAllText(path), algorithm, Password: password);
        return PemKeyReader.Read(source).GetKeyOrThrow(nameof(path));
    }

    /// <summary>Creates a key from the key of a certificate. The validity period and the chain are not checked.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="algorithm">
    /// The algorithm, or <see langword="null"/> to use RS256 for an RSA key and the algorithm of the curve for an EC key.
    /// </param>
    /// <returns>A key that signs and verifies, or only verifies if the certificate does not have its private key.</returns>
    /// <exception cref="ArgumentException">
    /// The key of <paramref name="certificate"/> is neither RSA nor EC, is too weak, or does not fit <paramref name="algorithm"/>.
    /// </exception>
    public static JwtKey FromCertificate(X509Certificate2 certificate, JwtAlgorithm? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return CertificateKeyReader.Read(certificate, algorithm).GetKeyOrThrow(nameof(certificate));
    }

    /// <summary>Creates a key from a JSON Web Key (RFC 7517) of type <c>RSA</c>, <c>EC</c> or <c>oct</c>.</summary>
    /// <remarks>
    /// The members <c>alg</c>, <c>use</c>, <c>key_ops</c> and <c>kid</c> are respected. Without an <c>alg</c>, an RSA key is used for
    /// RS256, a secret for HS256, and an EC key for the algorithm of its curve.
    /// </remarks>
    /// <param name="json">The JWK as JSON text.</param>
    /// <returns>A key that signs and verifies, or only verifies if the JWK is public or its <c>key_ops</c> exclude signing.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="json"/> is not a supported key, is not meant for signatures, is too weak, or does not fit its <c>alg</c>.
    /// </exception>
    public static JwtKey FromJwk([StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JwkReader.Read(json).GetKeyOrThrow(nameof(json));
    }

    /// <summary>Generates a random key.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>A key that signs and verifies.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="algorithm"/> is not a member of <see cref="JwtAlgorithm"/>.
    /// </exception>
    public static JwtKey Generate(JwtAlgorithm algorithm)
    {
        var row = AlgorithmTable.Get(algorithm);
        return row.Family == AlgorithmFamily.Hmac
            ? SecretReader.Create(KeyGenerator.GenerateSecret(row), row)
            : PemKeyReader.Read(KeyGenerator.GeneratePem(row)).GetKeyOrThrow(nameof(algorithm));
    }

    /// <summary>Returns the properties of the key, without the key itself.</summary>
    /// <returns>The id, the algorithm, and whether the key can sign.</returns>
    public override string ToString() =>
        $"{nameof(JwtKey)} {{ {nameof(Kid)} = {Kid}, {nameof(Algorithm)} = {Algorithm}, {nameof(CanSign)} = {CanSign} }}";

    internal string HeaderOf(TokenType type) => type switch
    {
        TokenType.Access => AccessHeader,
        TokenType.Refresh => RefreshHeader,
        TokenType.Ticket => TicketHeader,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The token type has no header."),
    };

    /// <exception cref="InvalidOperationException">The key can only verify.</exception>
    internal void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        if (!CanSign)
            throw new InvalidOperationException($"The {Algorithm} key '{Kid}' can only verify. Configure PrivateKey to issue tokens.");
        if (Signer is not null)
        {
            throw new InvalidOperationException(
                $"The {Algorithm} key '{Kid}' signs by its IJwtSigner, which is awaited. Call CreateAccessTokenAsync instead of "
                + "CreateAccessToken, and StartSessionAsync instead of CreateTokenPair.");
        }

        _material.Sign(input, signature);
    }

    internal bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) =>
        signature.Length == _material.SignatureLength && _material.Verify(input, signature);

    /// <summary>Checks whether <paramref name="other"/> is the same key for the same use.</summary>
    internal bool IsSameAs(JwtKey other) =>
        Kid == other.Kid && Algorithm == other.Algorithm && CanSign == other.CanSign && _material.IsSameAs(other._material)
        && ReferenceEquals(Signer, other.Signer)
        && ServiceKey?.Kid == other.ServiceKey?.Kid;

    private string ComputeFingerprint()
    {
        byte[] identity = [.. Encoding.UTF8.GetBytes($"{Algorithm} {Kid} "), .. _material.Fingerprint()];
        return Base64Url.EncodeToString(SHA256.HashData(identity).AsSpan(0, FingerprintBytes));
    }

    private JwtKey? DeriveServiceKey() =>
        ServiceSecret.Derive(_material) is { } secret ? SecretReader.Create(secret, AlgorithmTable.Get(JwtAlgorithm.HS256)) : null;
}
