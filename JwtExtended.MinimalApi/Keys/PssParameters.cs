using System.Collections.Immutable;
using System.Formats.Asn1;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads what an RSASSA-PSS key is restricted to (RSASSA-PSS-params of RFC 4055, 3.1).</summary>
internal static class PssParameters
{
    private const string Sha1 = "1.3.14.3.2.26";
    private const string Mgf1 = "1.2.840.113549.1.1.8";
    private const int DefaultSalt = 20;

    private static readonly ImmutableArray<JwtAlgorithm> All = [JwtAlgorithm.PS256, JwtAlgorithm.PS384, JwtAlgorithm.PS512];

    /// <summary>Reads the parameters.</summary>
    /// <returns>The algorithms that fit them, the default first: all without parameters, and else one or none.</returns>
    /// <exception cref="AsnContentException">The parameters are malformed.</exception>
    public static ImmutableArray<JwtAlgorithm> Read(AsnReader identifier)
    {
        // RFC 4055, 1.2: without parameters, the key is not restricted.
        if (!identifier.HasData)
            return All;
        var parameters = identifier.ReadSequence();
        var hash = Explicit(parameters, 0)?.ReadSequence().ReadObjectIdentifier() ?? Sha1;
        var maskHash = ReadMask(Explicit(parameters, 1)?.ReadSequence());
        if (Explicit(parameters, 2) is not { } length || !length.TryReadInt32(out var salt))
            salt = DefaultSalt;
        return [.. All.Where(algorithm => Fits(AlgorithmTable.Get(algorithm).Hash))];

        // RFC 7518, 3.5: MGF1 with the same hash, and a salt as long as the hash. RFC 4055, 3.3: the key names the shortest salt.
        bool Fits(HashInfo info) => OidOf(info) == hash && maskHash == hash && salt >= 0 && salt <= info.Bytes;
    }

    private static string? ReadMask(AsnReader? mask)
    {
        if (mask is null)
            return Sha1;
        return mask.ReadObjectIdentifier() == Mgf1 ? mask.ReadSequence().ReadObjectIdentifier() : null;
    }

    private static AsnReader? Explicit(AsnReader reader, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        return reader.HasData && reader.PeekTag() == tag ? reader.ReadSequence(tag) : null;
    }

    private static string OidOf(HashInfo hash) => hash.Bits switch
    {
        256 => "2.16.840.1.101.3.4.2.1",
        384 => "2.16.840.1.101.3.4.2.2",
        512 => "2.16.840.1.101.3.4.2.3",
        _ => throw new ArgumentOutOfRangeException(nameof(hash), hash.Bits, "The hash has no object identifier here."),
    };
}
