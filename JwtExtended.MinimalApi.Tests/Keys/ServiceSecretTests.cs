using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>The secret of a service key: one for each key, whatever form the key comes in.</summary>
public sealed class ServiceSecretTests
{
    private static readonly RSAParameters Rsa = NewRsa();
    private static readonly ECParameters Ec = KeyForms.ShortEcKey();

    [Test]
    public void A_secret_is_the_source_as_it_is()
    {
        var key = JwtKey.FromSecret(TestKeys.Secret, JwtAlgorithm.HS512);

        key.ServiceKey!.Kid.Should().Be(TokenForge.ServiceKid);
        key.ServiceKey.Algorithm.Should().Be(JwtAlgorithm.HS256);
        Sign(key).Should().Equal(HMACSHA256.HashData(TokenForge.ServiceSecret, "x"u8));
        key.ServiceKey.Should().BeSameAs(key.ServiceKey, "it is derived once");
    }

    [Test]
    public void The_source_of_an_RSA_key_is_its_smaller_prime_and_then_the_larger_one()
    {
        var (smaller, larger) = Rsa.P.AsSpan().SequenceCompareTo(Rsa.Q) < 0 ? (Rsa.P!, Rsa.Q!) : (Rsa.Q!, Rsa.P!);
        var expected = HMACSHA256.HashData(TokenForge.ServiceSecretOf([.. smaller, .. larger]), "x"u8);

        Sign(JwtKey.FromPem(KeyForms.Pkcs1Pem(Rsa))).Should().Equal(expected);
    }

    [Test]
    public void Every_encoding_of_an_RSA_key_has_the_same_service_key()
    {
        var exponent = KeyForms.ChangePrivateExponent(Rsa);
        var swapped = KeyForms.SwapPrimes(Rsa);
        exponent.D.Should().NotEqual(Rsa.D);

        string[] pems = [KeyForms.Pkcs1Pem(Rsa), KeyForms.Pkcs1Pem(exponent), KeyForms.Pkcs1Pem(swapped), Pkcs8(Rsa), Pkcs8(swapped)];
        string[] jwks = [KeyForms.Jwk(Rsa), KeyForms.Jwk(exponent), KeyForms.Jwk(swapped), KeyForms.Jwk(KeyForms.SwapPrimes(exponent))];

        pems.Should().OnlyHaveUniqueItems();
        JwtKey[] keys = [.. pems.Select(static pem => JwtKey.FromPem(pem, JwtAlgorithm.PS512)), .. jwks.Select(JwtKey.FromJwk)];
        keys.Select(static key => key.ServiceKey!.Kid).Distinct().Should().ContainSingle();
        JwtKey.FromPem(TestKeys.RsaPem()).ServiceKey!.Kid.Should().NotBe(JwtKey.FromPem(pems[0]).ServiceKey!.Kid);
    }

    [Test]
    public void The_source_of_an_EC_key_is_its_private_number_with_leading_zeros()
    {
        using var pair = ECDsa.Create(Ec);
        string[] pems = [pair.ExportPkcs8PrivateKeyPem(), pair.ExportECPrivateKeyPem()];
        JwtKey[] keys = [.. pems.Select(static pem => JwtKey.FromPem(pem)), JwtKey.FromJwk(KeyForms.Jwk(Ec))];
        var expected = HMACSHA256.HashData(TokenForge.ServiceSecretOf(Ec.D!), "x"u8);

        Ec.D.Should().HaveCount(32).And.StartWith((byte)0);
        keys.Should().AllSatisfy(key => Sign(key).Should().Equal(expected));
        JwtKey.FromPem(TestKeys.EcPem(ECCurve.NamedCurves.nistP256)).ServiceKey!.Kid.Should().NotBe(keys[0].ServiceKey!.Kid);
    }

    [TestCase(JwtAlgorithm.ES384, 48)]
    [TestCase(JwtAlgorithm.ES512, 66)]
    [TestCase(JwtAlgorithm.PS256, 256)]
    public void The_source_has_a_fixed_width(JwtAlgorithm algorithm, int width) =>
        JwtKey.Generate(algorithm).Material.ExportPrivate().Should().HaveCount(width);

    [Test]
    public void A_public_key_and_a_key_that_stays_in_its_vault_have_none()
    {
        JwtKey[] without =
            [JwtKey.FromPem(TestKeys.PublicPem(KeyForms.Pkcs1Pem(Rsa))), VaultKeys.Rsa(), VaultKeys.Ec(), VaultKeys.SilentEc()];

        without.Should().AllSatisfy(static key => key.ServiceKey.Should().BeNull());
        without.Select(static key => key.CanSign).Should().Equal(false, true, true, true);
    }

    [Test]
    public void A_key_that_gets_its_private_part_is_another_key_even_if_it_only_verifies()
    {
        var verifying = JwtKey.FromJwk(KeyForms.Jwk(Ec).Replace("{", """{"key_ops":["verify"],""", StringComparison.Ordinal));
        using var pair = ECDsa.Create(Ec);
        var publicKey = JwtKey.FromPem(pair.ExportSubjectPublicKeyInfoPem());

        (verifying.CanSign, verifying.Kid).Should().Be((publicKey.CanSign, publicKey.Kid));
        verifying.ServiceKey.Should().NotBeNull();
        verifying.IsSameAs(publicKey).Should().BeFalse();
        publicKey.IsSameAs(JwtKey.FromPem(pair.ExportSubjectPublicKeyInfoPem())).Should().BeTrue();
    }

    [Test]
    public void What_was_exported_to_derive_the_secret_is_cleared()
    {
        var material = new ExportedMaterial();

        var (first, second) = (ServiceSecret.Derive(material), ServiceSecret.Derive(material));

        first.Should().Equal(second).And.Contain(static part => part != 0);
        material.Exported.Should().HaveCount(2).And.AllSatisfy(static bytes => bytes.Should().Equal(new byte[32]));
    }

    private static byte[] Sign(JwtKey key)
    {
        var signature = new byte[32];
        key.ServiceKey!.Sign("x"u8, signature);
        return signature;
    }

    private static string Pkcs8(RSAParameters key)
    {
        using var rsa = RSA.Create(key);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    private static RSAParameters NewRsa()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(true);
    }

    private sealed class ExportedMaterial() : KeyMaterial(32)
    {
        public List<byte[]> Exported { get; } = [];

        public override void Sign(ReadOnlySpan<byte> input, Span<byte> signature) => throw new NotSupportedException();

        public override bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) => throw new NotSupportedException();

        public override byte[] ExportPrivate()
        {
            Exported.Add([.. Enumerable.Repeat((byte)7, 32)]);
            return Exported[^1];
        }

        public override byte[] Fingerprint() => throw new NotSupportedException();

        public override bool IsSameAs(KeyMaterial other) => ReferenceEquals(this, other);
    }
}
