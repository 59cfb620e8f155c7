using Jose;
using Jose.netstandard1_4;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The algorithms of RFC 7518, section 3.1, as jose-jwt implements them on the exact bytes.</summary>
internal static class JwsAlgorithms
{
    private static readonly IJwsAlgorithm[] Implementations =
    [
        new HmacUsingSha("SHA256"), new HmacUsingSha("SHA384"), new HmacUsingSha("SHA512"),
        new RsaUsingSha("SHA256"), new RsaUsingSha("SHA384"), new RsaUsingSha("SHA512"),
        new RsaPssUsingSha(32), new RsaPssUsingSha(48), new RsaPssUsingSha(64),
        new EcdsaUsingSha(256), new EcdsaUsingSha(384), new EcdsaUsingSha(521),
    ];

    public static IJwsAlgorithm For(JwtAlgorithm algorithm) => Implementations[(int)algorithm];

    public static bool IsHmac(JwtAlgorithm algorithm) => algorithm <= JwtAlgorithm.HS512;

    public static bool IsEcdsa(JwtAlgorithm algorithm) => algorithm >= JwtAlgorithm.ES256;

    /// <summary>The bits of the hash, the number in the name.</summary>
    public static int HashBits(JwtAlgorithm algorithm) => 256 + 128 * ((int)algorithm % 3);
}
