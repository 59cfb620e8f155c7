using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>What a PKCS#8 key or a public key says that it is for (the AlgorithmIdentifier of RFC 5280, 4.1.1.2).</summary>
internal sealed class KeyAlgorithm
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string Ec = "1.2.840.10045.2.1";

    private KeyAlgorithm(string oid) => Oid = oid;

    public string Oid { get; }

    /// <summary>The curve of an EC key; <see langword="null"/> where its parameters are written out.</summary>
    public string? CurveOid { get; private init; }

    /// <summary>The algorithms that an RSASSA-PSS key is for, the default first; empty for any other key: it is not restricted.</summary>
    public ImmutableArray<JwtAlgorithm> Permitted { get; private init; } = [];

    /// <summary>Whether the key is an RSASSA-PSS key whose parameters no algorithm has.</summary>
    public bool HasOtherParameters { get; private init; }

    public bool IsRsa => Oid is Rsa or RsaPss;

    public bool IsEc => Oid == Ec;

    /// <summary>Reads the next AlgorithmIdentifier.</summary>
    /// <returns>What it says.</returns>
    /// <exception cref="AsnContentException">There is none.</exception>
    public static KeyAlgorithm Read(AsnReader reader)
    {
        var identifier = reader.ReadSequence();
        var oid = identifier.ReadObjectIdentifier();
        if (oid == RsaPss)
        {
            var permitted = PssParameters.Read(identifier);
            return new KeyAlgorithm(oid) { Permitted = permitted, HasOtherParameters = permitted.IsEmpty };
        }

        return oid == Ec ? OnCurve(ReadCurve(identifier)) : new KeyAlgorithm(oid);
    }

    public static KeyAlgorithm OfRsa() => new(Rsa);

    /// <param name="curveOid">The curve, or <see langword="null"/> where its parameters are written out.</param>
    public static KeyAlgorithm OnCurve(string? curveOid) => new(Ec) { CurveOid = curveOid };

    /// <summary>Reads which curve the parameters of an EC key name (RFC 5480, 2.1.1).</summary>
    /// <returns>The object identifier; <see langword="null"/> for explicit parameters.</returns>
    public static string? ReadCurve(AsnReader parameters) =>
        parameters.HasData && parameters.PeekTag() == Asn1Tag.ObjectIdentifier ? parameters.ReadObjectIdentifier() : null;

    /// <summary>Checks whether a key of this kind can be used at all.</summary>
    /// <param name="name">The option or file that holds the key, for messages.</param>
    /// <param name="requested">The requested algorithm; <see langword="null"/> for the default of the key.</param>
    /// <returns>The error, or <see langword="null"/>.</returns>
    public string? Check(string name, JwtAlgorithm? requested)
    {
        if (HasOtherParameters)
        {
            return $"{name} is an RSASSA-PSS key whose parameters fit none of {AlgorithmTable.NamesOf(AlgorithmFamily.RsaPss)} "
                + "(RFC 7518, 3.5: MGF1 with the same hash, a salt as long as the hash). "
                + KeyStrength.Cure(AlgorithmTable.Get(JwtAlgorithm.PS256));
        }

        if (!Permitted.IsEmpty && requested is { } algorithm && !Permitted.Contains(algorithm))
        {
            return $"{name} is an RSASSA-PSS key, which does not fit the algorithm {algorithm}. "
                + $"Choose one of: {string.Join(", ", Permitted)}.";
        }

        if (IsEc)
            return CheckCurve(name, requested);
        var info = AlgorithmTable.Get(JwtAlgorithm.ES256);
        return IsRsa ? null : $"{name} is a key for {NameOf(Oid)}, which is not supported; RSA and EC keys are. {KeyStrength.Cure(info)}";
    }

    private static string NameOf(string oid) => oid switch
    {
        "1.2.840.10040.4.1" => "DSA",
        "1.2.840.113549.1.3.1" or "1.2.840.10046.2.1" => "Diffie-Hellman",
        "1.2.840.113549.1.1.7" => "RSA encryption (RSAES-OAEP)",
        "1.3.101.110" => "X25519",
        "1.3.101.111" => "X448",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        _ => $"the algorithm {oid}",
    };

    private string? CheckCurve(string name, JwtAlgorithm? requested)
    {
        if (CurveOid is null)
        {
            return $"{name} is on a curve of explicit parameters, which is not supported. "
                + "If it is a named curve, name it with: openssl pkey -in key.pem -ec_param_enc named_curve -out new.pem";
        }

        if (AlgorithmTable.Rows.Any(row => row.Curve?.Oid == CurveOid))
            return null;
        var wanted = requested is { } algorithm ? AlgorithmTable.Find(algorithm) : null;
        return KeyStrength.WrongCurve(
            name,
            $"an unsupported curve ({new Oid(CurveOid).FriendlyName ?? CurveOid})",
            wanted is { Curve: not null } ? wanted : AlgorithmTable.Get(JwtAlgorithm.ES256));
    }
}
