using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>What stands behind a key: signing, the keys derived from it, and whether two are the same.</summary>
public sealed class KeyMaterialTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    [Test]
    public void A_derived_key_is_of_its_label_and_of_its_key_and_never_the_key_itself([Values("HS256", "RS256", "ES256", "ES512")] string name)
    {
        var algorithm = Enum.Parse<JwtAlgorithm>(name);
        var (one, other) = (JwtKey.Generate(algorithm).Material, JwtKey.Generate(algorithm).Material);

        var derived = one.DeriveSubKey("a"u8);

        derived.Should().HaveCount(32).And.Equal(one.DeriveSubKey("a"u8));
        derived.Should().NotEqual(one.DeriveSubKey("b"u8)).And.NotEqual(other.DeriveSubKey("a"u8));
        derived.Should().Contain(part => part != 0);
    }

    [Test]
    public void A_derived_key_is_that_of_RFC_5869()
    {
        var material = new HmacMaterial(Secret, JwtAlgorithm.HS256);

        material.DeriveSubKey("label"u8).Should().Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, 32, salt: [], info: "label"u8.ToArray()));
    }

    [Test]
    public void A_key_signs_after_another_was_derived_from_it()
    {
        var key = JwtKey.Generate(JwtAlgorithm.ES256);
        key.Material.DeriveSubKey("a"u8);
        var signature = new byte[key.SignatureLength];

        key.Sign("input"u8, signature);

        key.Verify("input"u8, signature).Should().BeTrue();
    }

    [TestCase(JwtAlgorithm.HS256, 32)]
    [TestCase(JwtAlgorithm.HS384, 48)]
    [TestCase(JwtAlgorithm.HS512, 64)]
    [TestCase(JwtAlgorithm.PS384, 256)]
    [TestCase(JwtAlgorithm.ES256, 64)]
    [TestCase(JwtAlgorithm.ES384, 96)]
    [TestCase(JwtAlgorithm.ES512, 132)]
    public void A_signature_has_the_one_length_of_its_algorithm(JwtAlgorithm algorithm, int length) =>
        JwtKey.Generate(algorithm).SignatureLength.Should().Be(length);

    [Test]
    public void The_hash_is_the_one_that_the_algorithm_names()
    {
        Span<byte> signature = stackalloc byte[64];
        new HmacMaterial(Secret, JwtAlgorithm.HS256).Sign("x"u8, signature[..32]);
        signature[..32].ToArray().Should().Equal(HMACSHA256.HashData(Secret, "x"u8));
        new HmacMaterial(Secret, JwtAlgorithm.HS384).Sign("x"u8, signature[..48]);
        signature[..48].ToArray().Should().Equal(HMACSHA384.HashData(Secret, "x"u8));
        new HmacMaterial(Secret, JwtAlgorithm.HS512).Sign("x"u8, signature);
        signature.ToArray().Should().Equal(HMACSHA512.HashData(Secret, "x"u8));
    }

    [Test]
    public void Secrets_are_the_same_by_their_bytes()
    {
        var material = new HmacMaterial(Secret, JwtAlgorithm.HS256);

        material.IsSameAs(new HmacMaterial([.. Secret], JwtAlgorithm.HS256)).Should().BeTrue();
        material.IsSameAs(new HmacMaterial([.. Secret[1..], 0], JwtAlgorithm.HS256)).Should().BeFalse();
        material.IsSameAs(JwtKey.Generate(JwtAlgorithm.ES256).Material).Should().BeFalse();
    }

    [Test]
    public void Pairs_are_the_same_by_their_public_part()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var material = JwtKey.FromPem(pair.ExportPkcs8PrivateKeyPem()).Material;

        material.IsSameAs(JwtKey.FromPem(pair.ExportSubjectPublicKeyInfoPem()).Material).Should().BeTrue();
        material.IsSameAs(JwtKey.Generate(JwtAlgorithm.ES256).Material).Should().BeFalse();
        material.IsSameAs(JwtKey.Generate(JwtAlgorithm.RS256).Material).Should().BeFalse();
        material.IsSameAs(JwtKey.Generate(JwtAlgorithm.HS256).Material).Should().BeFalse();
    }

    [Test]
    public void A_pair_that_cannot_sign_what_it_verifies_is_found()
    {
        using var pair = RSA.Create(2048);
        using var publicOnly = RSA.Create(pair.ExportParameters(false));

        new AsymmetricMaterial(pair, JwtAlgorithm.RS256, 256).SignsWhatItVerifies().Should().BeTrue();
        new AsymmetricMaterial(publicOnly, JwtAlgorithm.RS256, 256).SignsWhatItVerifies().Should().BeFalse();
        AsymmetricKeys.Create("PrivateKey", publicOnly, null, isPrivate: true, null, out var error).Should().BeNull();
        error.Should().StartWith("PrivateKey has a private part that does not belong to its public part.");
    }

    [Test]
    public void A_key_that_is_neither_RSA_nor_EC_is_misuse()
    {
        using var other = new OtherKey();

        FluentActions.Invoking(() => AsymmetricKeys.Create("PrivateKey", other, null, true, null, out _)).Should().Throw<ArgumentException>().WithMessage("OtherKey is neither RSA nor EC*");
        FluentActions.Invoking(() => new AsymmetricMaterial(other, JwtAlgorithm.RS256, 1).DeriveSubKey("a"u8)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void A_key_without_a_result_is_disposed_and_one_with_a_result_is_not()
    {
        var (weak, good) = (RSA.Create(1024), RSA.Create(2048));

        AsymmetricKeys.Create("PrivateKey", weak, null, true, null, out var weakError).Should().BeNull();
        AsymmetricKeys.Create("PrivateKey", good, null, true, "mine", out var error)!.Kid.Should().Be("mine");

        weakError.Should().NotBeNull();
        error.Should().BeNull();
        FluentActions.Invoking(() => weak.ExportParameters(false)).Should().Throw<ObjectDisposedException>();
        good.ExportParameters(false).Modulus.Should().HaveCount(256);
    }

    private sealed class OtherKey : AsymmetricAlgorithm;
}
