using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>The weakest key that is taken, and the first one that is not.</summary>
public sealed class KeyStrengthTests
{
    [TestCase(JwtAlgorithm.HS256, 32)]
    [TestCase(JwtAlgorithm.HS384, 48)]
    [TestCase(JwtAlgorithm.HS512, 64)]
    public void A_secret_is_as_long_as_the_hash(JwtAlgorithm algorithm, int bytes)
    {
        KeyStrength.OfSecret(bytes, algorithm).Should().BeNull();
        KeyStrength.OfSecret(bytes - 1, algorithm).Should().Be($"is {bytes - 1} bytes long; {algorithm} needs at least {bytes} (RFC 7518, 3.2). Create one with: openssl rand -base64 {bytes}");
    }

    [TestCase(2048, null)]
    [TestCase(2047, "RSA key of 2047 bits; at least 2048 are needed")]
    [TestCase(16_384, null)]
    [TestCase(16_385, "RSA key of 16385 bits; more than 16384")]
    public void A_modulus_has_a_least_and_a_greatest_length(int bits, string? error)
    {
        using var key = new SomeRsa(bits, [1, 0, 1]);

        var found = KeyStrength.OfRsa("PrivateKey", key);

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

        KeyStrength.OfRsa("PrivateKey", key).Should().Be(strong ? null : "PrivateKey is an RSA key with a public exponent below 65537. Create one with: openssl genrsa 3072");
    }

    [TestCase("P-256", JwtAlgorithm.ES256, 256, "prime256v1")]
    [TestCase("P-384", JwtAlgorithm.ES384, 384, "secp384r1")]
    [TestCase("P-521", JwtAlgorithm.ES512, 521, "secp521r1")]
    public void An_algorithm_has_its_one_curve(string name, JwtAlgorithm algorithm, int bits, string opensslName)
    {
        var curve = KeyStrength.CurveOfJwk(name)!.Value;
        using var key = ECDsa.Create(curve);
        using var other = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));

        (KeyStrength.BitsOf(curve), KeyStrength.JwkCurveOf(algorithm), KeyStrength.CurveAlgorithm(key)).Should().Be((bits, name, algorithm));
        KeyStrength.OfCurve("PrivateKey", key, algorithm).Should().BeNull();
        KeyStrength.OfCurve("PrivateKey", other, algorithm).Should().Contain($"on a curve that no algorithm names; {algorithm} needs exactly {opensslName} ");
        KeyStrength.OfCurve("PrivateKey", key, algorithm == JwtAlgorithm.ES256 ? JwtAlgorithm.ES384 : JwtAlgorithm.ES256).Should().Contain($"on the curve of {algorithm};");
    }

    [TestCase("p-256")]
    [TestCase("secp256k1")]
    [TestCase("")]
    [TestCase(null)]
    public void Another_curve_is_none(string? name) => KeyStrength.CurveOfJwk(name).Should().BeNull();

    private sealed class SomeRsa(int bits, byte[] exponent) : RSA
    {
        public override int KeySize => bits;

        public override RSAParameters ExportParameters(bool includePrivateParameters) => new() { Modulus = new byte[bits / 8], Exponent = exponent };

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
    }
}
