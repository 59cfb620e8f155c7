using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>The material of a key: signing, and whether two keys are the same.</summary>
public sealed class KeyMaterialTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

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
        new HmacMaterial(Secret, HashOf(JwtAlgorithm.HS256)).Sign("x"u8, signature[..32]);
        signature[..32].ToArray().Should().Equal(HMACSHA256.HashData(Secret, "x"u8));
        new HmacMaterial(Secret, HashOf(JwtAlgorithm.HS384)).Sign("x"u8, signature[..48]);
        signature[..48].ToArray().Should().Equal(HMACSHA384.HashData(Secret, "x"u8));
        new HmacMaterial(Secret, HashOf(JwtAlgorithm.HS512)).Sign("x"u8, signature);
        signature.ToArray().Should().Equal(HMACSHA512.HashData(Secret, "x"u8));
    }

    [Test]
    public void Signing_and_verifying_with_a_secret_create_no_hash_each_time()
    {
        var material = new HmacMaterial(Secret, HashOf(JwtAlgorithm.HS256));
        var signature = new byte[material.SignatureLength];
        material.Sign("x"u8, signature);
        material.Verify("x"u8, signature).Should().BeTrue();

        var before = GC.GetAllocatedBytesForCurrentThread();
        material.Sign("y"u8, signature);
        var isValid = material.Verify("y"u8, signature);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        isValid.Should().BeTrue();
        allocated.Should().Be(0);
    }

    [Test]
    public void Secrets_are_the_same_by_their_bytes()
    {
        var material = new HmacMaterial(Secret, HashOf(JwtAlgorithm.HS256));

        material.IsSameAs(new HmacMaterial([.. Secret], HashOf(JwtAlgorithm.HS256))).Should().BeTrue();
        material.IsSameAs(new HmacMaterial([.. Secret[1..], 0], HashOf(JwtAlgorithm.HS256))).Should().BeFalse();
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

        var info = AlgorithmTable.Get(JwtAlgorithm.RS256);

        new AsymmetricMaterial(pair, info, 256).CheckPair("PrivateKey").Should().BeNull();
        new AsymmetricMaterial(publicOnly, info, 256).CheckPair("PrivateKey").Should().Contain("does not belong");
        var result = AsymmetricKeys.Create(new ImportedKey("PrivateKey", publicOnly, IsPrivate: true));
        result.Key.Should().BeNull();
        result.Error.Should().StartWith("PrivateKey has a private part that does not belong to its public part.");
    }

    [Test]
    public void A_key_that_is_neither_RSA_nor_EC_is_misuse()
    {
        using var other = new OtherKey();

        FluentActions.Invoking(() => AsymmetricKeys.Create(new ImportedKey("PrivateKey", other, IsPrivate: true)))
            .Should().Throw<ArgumentException>().WithMessage("OtherKey is neither RSA nor EC*");
        FluentActions.Invoking(() => new AsymmetricMaterial(other, AlgorithmTable.Get(JwtAlgorithm.HS256), 1))
            .Should().Throw<ArgumentException>().WithMessage("HS256 does not sign with a key pair*");
    }

    [Test]
    public void A_key_without_a_result_is_disposed_and_one_with_a_result_is_not()
    {
        var (weak, good) = (RSA.Create(1024), RSA.Create(2048));

        var refused = AsymmetricKeys.Create(new ImportedKey("PrivateKey", weak, IsPrivate: true));
        var accepted = AsymmetricKeys.Create(new ImportedKey("PrivateKey", good, IsPrivate: true, Kid: "mine"));

        (refused.Key, refused.Error is null).Should().Be((null, false));
        (accepted.Key!.Kid, accepted.Error).Should().Be(("mine", null));
        FluentActions.Invoking(() => weak.ExportParameters(false)).Should().Throw<ObjectDisposedException>();
        good.ExportParameters(false).Modulus.Should().HaveCount(256);
    }

    private static HashInfo HashOf(JwtAlgorithm algorithm) => AlgorithmTable.Get(algorithm).Hash;

    private sealed class OtherKey : AsymmetricAlgorithm;
}
