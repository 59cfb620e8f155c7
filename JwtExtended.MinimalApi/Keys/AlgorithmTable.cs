using Jose;
using Jose.netstandard1_4;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The algorithms of RFC 7518, section 3.1; the asymmetric ones as jose-jwt implements them on the exact bytes.</summary>
internal static class AlgorithmTable
{
    private static readonly IJwsAlgorithm[] Implementations =
    [
        new RsaUsingSha("SHA256"), new RsaUsingSha("SHA384"), new RsaUsingSha("SHA512"),
        new RsaPssUsingSha(32), new RsaPssUsingSha(48), new RsaPssUsingSha(64),
        new EcdsaUsingSha(256), new EcdsaUsingSha(384), new EcdsaUsingSha(521),
    ];

    public static IJwsAlgorithm For(JwtAlgorithm algorithm) => Implementations[algorithm - JwtAlgorithm.RS256];

    public static bool IsHmac(JwtAlgorithm algorithm) => algorithm <= JwtAlgorithm.HS512;

    public static bool IsEcdsa(JwtAlgorithm algorithm) => algorithm >= JwtAlgorithm.ES256;

    /// <summary>The bits of the hash, the number in the name.</summary>
    public static int HashBits(JwtAlgorithm algorithm) => 256 + 128 * ((int)algorithm % 3);

    public static JwtAlgorithm? Parse(string name) => Array.IndexOf(Names, name) is >= 0 and var i ? (JwtAlgorithm)i : null;

    private static readonly string[] Names = Enum.GetNames<JwtAlgorithm>();
}
