using System.Formats.Asn1;
using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Decodes RSA and EC keys from DER: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017), SEC 1 (RFC 5915), SPKI (RFC 5280).</summary>
/// <param name="name">The option or file that holds the key, for messages.</param>
/// <param name="requested">The requested algorithm; <see langword="null"/> for the default of the key.</param>
internal sealed class KeyDecoder(string name, JwtAlgorithm? requested)
{
    private const byte Uncompressed = 4;

    private static readonly Asn1Tag CurveTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag PointTag = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>Decodes the contents of a block.</summary>
    /// <param name="label">The label of the block, for a key that is not encrypted.</param>
    /// <param name="der">The contents.</param>
    /// <returns>The key, or why it is refused.</returns>
    public DecodedKey Decode(string label, byte[] der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.BER);
            var key = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            return label switch
            {
                "PRIVATE KEY" => DecodePkcs8(key, der),
                "RSA PRIVATE KEY" => DecodePkcs1(key, der),
                "EC PRIVATE KEY" => DecodeSec1(key, der),
                "RSA PUBLIC KEY" => Import(KeyAlgorithm.OfRsa(), RSA.Create(), rsa => rsa.ImportRSAPublicKey(der, out _)),
                "PUBLIC KEY" => DecodePublic(key, der),
                _ => throw new ArgumentOutOfRangeException(nameof(label), label, "There is no such key."),
            };
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return DecodedKey.Refused($"{name} does not hold an RSA or EC key that can be read. "
                + KeyStrength.Cure(AlgorithmTable.Get(requested ?? JwtAlgorithm.ES256)));
        }
    }

    private DecodedKey DecodePkcs8(AsnReader key, byte[] der)
    {
        key.ReadInteger();
        var algorithm = KeyAlgorithm.Read(key);
        if (algorithm.Check(name, requested) is { } error)
            return DecodedKey.Refused(error);
        var inner = key.ReadOctetString();
        // .NET does not know the object identifier of RSASSA-PSS; the key within is the same.
        if (algorithm.IsRsa)
            return DecodePkcs1(new AsnReader(inner, AsnEncodingRules.BER).ReadSequence(), inner, algorithm);
        return IsCompressed(new AsnReader(inner, AsnEncodingRules.BER).ReadSequence(), out _)
            ? RefusePoint("")
            : Import(algorithm, ECDsa.Create(), ec => ec.ImportPkcs8PrivateKey(der, out _));
    }

    private DecodedKey DecodePkcs1(AsnReader key, byte[] der, KeyAlgorithm? algorithm = null)
    {
        // RFC 8017, A.1.2: version 1 is a key of more than two primes.
        return key.ReadInteger().IsOne && key.HasData && key.PeekTag() == Asn1Tag.Integer
            ? DecodedKey.Refused($"{name} is an RSA key of more than two primes, which is not supported. "
                + KeyStrength.Cure(AlgorithmTable.Get(JwtAlgorithm.RS256)))
            : Import(algorithm ?? KeyAlgorithm.OfRsa(), RSA.Create(), rsa => rsa.ImportRSAPrivateKey(der, out _));
    }

    private DecodedKey DecodeSec1(AsnReader key, byte[] der)
    {
        var isCompressed = IsCompressed(key, out var algorithm);
        if (algorithm is null)
            throw new AsnContentException("The curve is not named.");
        if (algorithm.Check(name, requested) is { } error)
            return DecodedKey.Refused(error);
        return isCompressed ? RefusePoint("") : Import(algorithm, ECDsa.Create(), ec => ec.ImportECPrivateKey(der, out _));
    }

    private DecodedKey DecodePublic(AsnReader key, byte[] der)
    {
        var algorithm = KeyAlgorithm.Read(key);
        if (algorithm.Check(name, requested) is { } error)
            return DecodedKey.Refused(error);
        var inner = key.ReadBitString(out _);
        if (algorithm.IsRsa)
            return Import(algorithm, RSA.Create(), rsa => rsa.ImportRSAPublicKey(inner, out _));
        return inner is [not Uncompressed, ..]
            ? RefusePoint("-pubin -pubout ")
            : Import(algorithm, ECDsa.Create(), ec => ec.ImportSubjectPublicKeyInfo(der, out _));
    }

    // RFC 5915, 3: the curve and the public point are optional.
    private static bool IsCompressed(AsnReader key, out KeyAlgorithm? algorithm)
    {
        key.ReadInteger();
        key.ReadOctetString();
        var hasCurve = key.HasData && key.PeekTag() == CurveTag;
        algorithm = hasCurve ? KeyAlgorithm.OnCurve(KeyAlgorithm.ReadCurve(key.ReadSequence(CurveTag))) : null;
        return key.HasData && key.PeekTag() == PointTag && key.ReadSequence(PointTag).ReadBitString(out _) is [not Uncompressed, ..];
    }

    private static DecodedKey Import<T>(KeyAlgorithm algorithm, T key, Action<T> import)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key);
            return DecodedKey.Accepted(key, algorithm);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    private DecodedKey RefusePoint(string options) => DecodedKey.Refused(
        $"{name} has a compressed public point, which cannot be read. "
        + $"Write it out with: openssl pkey {options}-in key.pem -ec_conv_form uncompressed -out new.pem");
}
