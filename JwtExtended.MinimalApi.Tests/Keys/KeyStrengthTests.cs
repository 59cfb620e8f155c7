using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>The weakest key that is accepted, and the strongest one that is not.</summary>
public sealed class KeyStrengthTests
{
    private static readonly JwtAlgorithmInfo Rs256 = AlgorithmTable.Get(JwtAlgorithm.RS256);

    [TestCase(JwtAlgorithm.HS256, 32)]
    [TestCase(JwtAlgorithm.HS384, 48)]
    [TestCase(JwtAlgorithm.HS512, 64)]
    public void A_secret_is_as_long_as_the_hash(JwtAlgorithm algorithm, int bytes)
    {
        var info = AlgorithmTable.Get(algorithm);

        KeyStrength.CheckSecret(RandomNumberGenerator.GetBytes(bytes), info).Should().BeNull();
        KeyStrength.CheckSecret(RandomNumberGenerator.GetBytes(bytes - 1), info).Should().Be(
            $"is {bytes - 1} bytes long; {algorithm} needs at least {bytes} (RFC 7518, 3.2). "
            + $"Create one with: openssl rand -base64 {bytes}");
    }

    [TestCase(2048, null)]
    [TestCase(2047, "RSA key of 2047 bits; at least 2048 are needed")]
    [TestCase(16_384, null)]
    [TestCase(16_385, "RSA key of 16385 bits; more than 16384")]
    public void A_modulus_has_a_least_and_a_greatest_length(int bits, string? error)
    {
        using var key = new SomeRsa(bits, [1, 0, 1]);

        var found = KeyStrength.CheckRsa("PrivateKey", key, Rs256);

        if (error is null)
            found.Should().BeNull();
        else
            found.Should().Contain(error).And.EndWith("Create one with: openssl genrsa 3072");
    }

    [TestCase(new byte[] { 1, 0, 1 }, true)]
    [TestCase(new byte[] { 0, 1, 0, 1 }, true)]
    [TestCase(new byte[] { 1, 0, 0, 1 }, true)]
    [TestCase(new byte[] { 255, 255 }, false)]
    [TestCase(new byte[] { 0, 0, 3 }, false)]
    [TestCase(new byte[] { 3 }, false)]
    public void A_public_exponent_has_more_than_two_bytes(byte[] exponent, bool strong)
    {
        using var key = new SomeRsa(2048, exponent);

        KeyStrength.CheckRsa("PrivateKey", key, Rs256).Should().Be(
            strong ? null : "PrivateKey is an RSA key with a public exponent below 65537. Create one with: openssl genrsa 3072");
    }

    [TestCase("P-256", JwtAlgorithm.ES256, 256, "prime256v1")]
    [TestCase("P-384", JwtAlgorithm.ES384, 384, "secp384r1")]
    [TestCase("P-521", JwtAlgorithm.ES512, 521, "secp521r1")]
    public void An_algorithm_has_its_one_curve(string name, JwtAlgorithm algorithm, int bits, string opensslName)
    {
        var info = AlgorithmTable.FindByJwkCurve(name)!;
        using var key = ECDsa.Create(info.Curve!.Curve);
        using var other = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        var otherInfo = AlgorithmTable.Get(algorithm == JwtAlgorithm.ES256 ? JwtAlgorithm.ES384 : JwtAlgorithm.ES256);

        (key.KeySize, info.Curve.Bits, info.Curve.JwkName, info.Algorithm).Should().Be((bits, bits, name, algorithm));
        AlgorithmTable.FindByCurve(key).Should().BeSameAs(info);
        KeyStrength.CheckCurve("PrivateKey", key, info).Should().BeNull();
        KeyStrength.CheckCurve("PrivateKey", other, info).Should()
            .Contain($"on an unsupported curve; {algorithm} needs exactly {opensslName} ");
        KeyStrength.CheckCurve("PrivateKey", key, otherInfo).Should().Contain($"on the curve of {algorithm};");
    }

    [TestCase("p-256")]
    [TestCase("secp256k1")]
    [TestCase("")]
    [TestCase(null)]
    public void Another_curve_is_none(string? name) => AlgorithmTable.FindByJwkCurve(name).Should().BeNull();

    private sealed class SomeRsa(int bits, byte[] exponent) : RSA
    {
        // Of 2,048 bits whatever the key says, which would take minutes to generate.
        private static readonly byte[] Modulus = CreateModulus();

        public override int KeySize => bits;

        public override RSAParameters ExportParameters(bool includePrivateParameters) =>
            new() { Modulus = Modulus, Exponent = exponent };

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

        private static byte[] CreateModulus()
        {
            using var key = Create(2048);
            return key.ExportParameters(false).Modulus!;
        }
    }
}
