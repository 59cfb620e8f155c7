using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Benchmarks.Support;

/// <summary>
/// The key of one run for one algorithm, in every form that the package and its peers need, and the bare signature with it.
/// </summary>
internal sealed class BenchmarkKey
{
    private BenchmarkKey(JwtAlgorithm algorithm, byte[]? secret, AsymmetricAlgorithm? pair)
    {
        Algorithm = algorithm;
        Secret = secret;
        Rsa = pair as RSA;
        Ecdsa = pair as ECDsa;
    }

    public JwtAlgorithm Algorithm { get; }

    public byte[]? Secret { get; }

    public RSA? Rsa { get; }

    public ECDsa? Ecdsa { get; }

    /// <summary>The secret or the pair, as jose-jwt takes it.</summary>
    public object Material => (object?)Secret ?? (object?)Rsa ?? Ecdsa!;

    private HashAlgorithmName Hash => ((int)Algorithm % 3) switch
    {
        0 => HashAlgorithmName.SHA256,
        1 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    private RSASignaturePadding Padding => Algorithm < JwtAlgorithm.PS256 ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss;

    public static BenchmarkKey Generate(JwtAlgorithm algorithm) => algorithm switch
    {
        <= JwtAlgorithm.HS512 => new BenchmarkKey(algorithm, RandomNumberGenerator.GetBytes(64), null),
        < JwtAlgorithm.ES256 => new BenchmarkKey(algorithm, null, RSA.Create(2048)),
        JwtAlgorithm.ES256 => new BenchmarkKey(algorithm, null, ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        JwtAlgorithm.ES384 => new BenchmarkKey(algorithm, null, ECDsa.Create(ECCurve.NamedCurves.nistP384)),
        _ => new BenchmarkKey(algorithm, null, ECDsa.Create(ECCurve.NamedCurves.nistP521)),
    };

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static BenchmarkKey Parse(JwtAlgorithm algorithm, string text)
    {
        if (algorithm <= JwtAlgorithm.HS512)
            return new BenchmarkKey(algorithm, Convert.FromBase64String(text["base64:".Length..]), null);
        AsymmetricAlgorithm pair = algorithm < JwtAlgorithm.ES256 ? RSA.Create() : ECDsa.Create();
        pair.ImportFromPem(text);
        return new BenchmarkKey(algorithm, null, pair);
    }

    /// <summary>The key as the options of the package take it.</summary>
    public string ToText() => Secret is not null
        ? "base64:" + Convert.ToBase64String(Secret)
        : ((AsymmetricAlgorithm)Material).ExportPkcs8PrivateKeyPem();

    public void Configure(JwtOptions options)
    {
        options.Algorithm = Algorithm;
        if (Secret is not null)
            options.SecretKey = ToText();
        else
            options.PrivateKey = ToText();
    }

    public byte[] Sign(byte[] input)
    {
        if (Rsa is not null)
            return Rsa.SignData(input, Hash, Padding);
        return Ecdsa?.SignData(input, Hash) ?? Mac(Secret!, input);
    }

    public bool Verify(byte[] input, byte[] signature)
    {
        if (Rsa is not null)
            return Rsa.VerifyData(input, signature, Hash, Padding);
        return Ecdsa?.VerifyData(input, signature, Hash) ?? CryptographicOperations.FixedTimeEquals(Mac(Secret!, input), signature);
    }

    private byte[] Mac(byte[] secret, byte[] input) => CryptographicOperations.HmacData(Hash, secret, input);
}
