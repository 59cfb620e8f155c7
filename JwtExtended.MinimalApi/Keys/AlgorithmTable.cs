using System.Collections.Immutable;
using System.Security.Cryptography;
using Jose;
using Jose.netstandard1_4;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The signature algorithms of RFC 7518, section 3.1: one row each, and the only place that describes them.</summary>
internal static class AlgorithmTable
{
    // RFC 7518, 3.3 and 3.5.
    private const int MinRsaBits = 2048;

    private static readonly HashInfo Sha256 = new(HashAlgorithmName.SHA256, 256);
    private static readonly HashInfo Sha384 = new(HashAlgorithmName.SHA384, 384);
    private static readonly HashInfo Sha512 = new(HashAlgorithmName.SHA512, 512);

    private static readonly CurveInfo P256 = new(ECCurve.NamedCurves.nistP256, "P-256", "prime256v1", "1.2.840.10045.3.1.7", 256);
    private static readonly CurveInfo P384 = new(ECCurve.NamedCurves.nistP384, "P-384", "secp384r1", "1.3.132.0.34", 384);
    private static readonly CurveInfo P521 = new(ECCurve.NamedCurves.nistP521, "P-521", "secp521r1", "1.3.132.0.35", 521);

    public static ImmutableArray<JwtAlgorithmInfo> Rows { get; } =
    [
        Hmac(JwtAlgorithm.HS256, "HS256", Sha256),
        Hmac(JwtAlgorithm.HS384, "HS384", Sha384),
        Hmac(JwtAlgorithm.HS512, "HS512", Sha512),
        Rsa(JwtAlgorithm.RS256, "RS256", Sha256),
        Rsa(JwtAlgorithm.RS384, "RS384", Sha384),
        Rsa(JwtAlgorithm.RS512, "RS512", Sha512),
        RsaPss(JwtAlgorithm.PS256, "PS256", Sha256),
        RsaPss(JwtAlgorithm.PS384, "PS384", Sha384),
        RsaPss(JwtAlgorithm.PS512, "PS512", Sha512),
        Ecdsa(JwtAlgorithm.ES256, "ES256", Sha256, P256),
        Ecdsa(JwtAlgorithm.ES384, "ES384", Sha384, P384),
        Ecdsa(JwtAlgorithm.ES512, "ES512", Sha512, P521),
    ];

    private static readonly ImmutableArray<JwtAlgorithmInfo?> ByAlgorithm = CreateIndex(Rows);

    /// <summary>Finds the row of an algorithm.</summary>
    /// <returns>The row; <see langword="null"/> for a value that is not a member of <see cref="JwtAlgorithm"/>.</returns>
    public static JwtAlgorithmInfo? Find(JwtAlgorithm algorithm) =>
        (uint)algorithm < (uint)ByAlgorithm.Length ? ByAlgorithm[(int)algorithm] : null;

    /// <summary>Gets the row of an algorithm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of <see cref="JwtAlgorithm"/>.</exception>
    public static JwtAlgorithmInfo Get(JwtAlgorithm algorithm) =>
        Find(algorithm) ?? throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "There is no such algorithm.");

    /// <summary>Finds the row of an <c>alg</c> value, which is case-sensitive (RFC 7515, 4.1.1).</summary>
    public static JwtAlgorithmInfo? FindByName(string? name) => Rows.FirstOrDefault(row => row.Name == name);

    /// <summary>Finds the row of a <c>crv</c> value (RFC 7518, 6.2.1.1).</summary>
    public static JwtAlgorithmInfo? FindByJwkCurve(string? name) =>
        Rows.FirstOrDefault(row => row.Curve is { } curve && curve.JwkName == name);

    /// <summary>Finds the only algorithm of a key's curve.</summary>
    /// <returns>The row; <see langword="null"/> for any other curve.</returns>
    public static JwtAlgorithmInfo? FindByCurve(ECDsa key)
    {
        var used = key.ExportParameters(includePrivateParameters: false).Curve;
        // A curve of explicit parameters has no name, and is not looked at any further.
        return used.IsNamed ? Rows.FirstOrDefault(row => row.Curve is { } curve && curve.Oid == used.Oid.Value) : null;
    }

    /// <summary>Lists the algorithms of some families for a message, such as <c>ES256, ES384, ES512</c>.</summary>
    public static string NamesOf(params AlgorithmFamily[] families) =>
        string.Join(", ", Rows.Where(row => families.Contains(row.Family)).Select(static row => row.Name));

    /// <summary>Lists the <c>crv</c> values of all algorithms for a message.</summary>
    public static string CurveNames() => string.Join(", ", Rows.Select(static row => row.Curve?.JwkName).OfType<string>());

    /// <summary>Orders rows by the value of their algorithm.</summary>
    /// <exception cref="InvalidOperationException">A member of <see cref="JwtAlgorithm"/> does not have exactly one row.</exception>
    public static ImmutableArray<JwtAlgorithmInfo?> CreateIndex(IReadOnlyCollection<JwtAlgorithmInfo> rows)
    {
        var members = Enum.GetValues<JwtAlgorithm>();
        var index = new JwtAlgorithmInfo?[(int)members.Max() + 1];
        foreach (var member in members)
        {
            var found = rows.Where(row => row.Algorithm == member).ToList();
            if (found.Count != 1)
                throw new InvalidOperationException($"{nameof(AlgorithmTable)} has {found.Count} rows for {member}; it needs exactly one.");
            index[(int)member] = found[0];
        }

        return [.. index];
    }

    private static JwtAlgorithmInfo Hmac(JwtAlgorithm algorithm, string name, HashInfo hash) =>
        new(algorithm, name, AlgorithmFamily.Hmac, hash)
        {
            // RFC 7518, 3.2: a key of at least the size of the hash.
            MinKeyBits = hash.Bits,
            CreateKeyCommand = $"openssl rand -base64 {hash.Bytes}",
        };

    private static JwtAlgorithmInfo Rsa(JwtAlgorithm algorithm, string name, HashInfo hash) =>
        new(algorithm, name, AlgorithmFamily.Rsa, hash)
        {
            MinKeyBits = MinRsaBits,
            CreateKeyCommand = "openssl genrsa 3072",
            Implementation = new RsaUsingSha(hash.Name.Name),
        };

    private static JwtAlgorithmInfo RsaPss(JwtAlgorithm algorithm, string name, HashInfo hash) =>
        new(algorithm, name, AlgorithmFamily.RsaPss, hash)
        {
            MinKeyBits = MinRsaBits,
            CreateKeyCommand = "openssl genrsa 3072",
            // RFC 7518, 3.5: the salt is as long as the hash.
            Implementation = new RsaPssUsingSha(hash.Bytes),
        };

    private static JwtAlgorithmInfo Ecdsa(JwtAlgorithm algorithm, string name, HashInfo hash, CurveInfo curve) =>
        new(algorithm, name, AlgorithmFamily.Ecdsa, hash)
        {
            MinKeyBits = curve.Bits,
            CreateKeyCommand = $"openssl ecparam -name {curve.OpenSslName} -genkey -noout",
            Curve = curve,
            Implementation = new EcdsaUsingSha(curve.Bits),
        };
}
