using System.Numerics;
using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Keys.Strength;

namespace JwtExtended.MinimalApi.Tests.Keys.Strength;

/// <summary>RSA moduli that are long enough and can be factored: built as the faulty generators built them.</summary>
public sealed class RsaModulusTests
{
    private const int Bits = 2048;

    private static readonly List<int> SmallPrimes = Primes(9_999);

    [Test]
    public void A_modulus_of_the_faulty_generator_is_refused_and_its_neighbours_are_not()
    {
        // "The Return of Coppersmith's Attack", 2.1: p = k M + (65537^a mod M), with M the product of the first 126 primes. Whether the
        // factors are prime does not show in the fingerprint.
        var product = Primes(701).Aggregate(BigInteger.One, static (value, prime) => value * prime);
        BigInteger Factor()
        {
            while (true)
            {
                var factor = (Random(56) | BigInteger.One << 52) * product + BigInteger.ModPow(65_537, Random(64), product);
                if (!SmallPrimes.Exists(prime => factor % prime == 0))
                    return factor;
            }
        }

        var modulus = Factor() * Factor();

        Weakness(modulus).Should().Be("was made by a faulty generator (ROCA, CVE-2017-15361)");
        Weakness(Next(modulus + 2)).Should().BeNull();
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(65)]
    [TestCase(9_973)]
    public void A_small_factor_is_refused(int factor) =>
        Weakness(Next(Random(Bits)) * factor).Should().Be("is divisible by a small prime");

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(1_000)]
    public void A_product_of_almost_equal_numbers_is_refused(int distance)
    {
        var factor = Next(Random(Bits / 2) | BigInteger.One << (Bits / 2 - 1));

        Weakness(factor * Next(factor + distance)).Should().Be("is the product of two numbers that are almost equal");
    }

    [Test]
    public void Generated_moduli_are_accepted([Values(2048, 3072)] int bits)
    {
        using var key = RSA.Create(bits);

        RsaModulus.FindWeakness(key.ExportParameters(false).Modulus).Should().BeNull();
    }

    [Test]
    public void A_weak_modulus_is_refused_wherever_it_comes_from()
    {
        using var strong = RSA.Create(Bits);
        var factor = Next(Random(Bits / 2) | BigInteger.One << (Bits / 2 - 1) | BigInteger.One << (Bits / 2 - 2));
        var parameters = new RSAParameters
        {
            Modulus = (factor * Next(factor + 2)).ToByteArray(isUnsigned: true, isBigEndian: true),
            Exponent = [1, 0, 1],
        };
        using var weak = RSA.Create(parameters);

        FluentActions.Invoking(() => JwtKey.FromPem(weak.ExportSubjectPublicKeyInfoPem())).Should().Throw<ArgumentException>().WithMessage(
            "The PEM text is an RSA key whose modulus is the product of two numbers that are almost equal (RFC 8725, 3.5). "
            + "Create one with: openssl genrsa 3072*");
        JwtKey.FromPem(strong.ExportSubjectPublicKeyInfoPem()).CanSign.Should().BeFalse();
        KeyStrength.CheckRsa("PublicKey", weak, AlgorithmTable.Get(JwtAlgorithm.PS512)).Should().StartWith("PublicKey is an RSA key whose");
    }

    private static string? Weakness(BigInteger modulus) =>
        RsaModulus.FindWeakness(modulus.ToByteArray(isUnsigned: true, isBigEndian: true));

    private static BigInteger Random(int bits) => new(RandomNumberGenerator.GetBytes(bits / 8), isUnsigned: true);

    // The next number without small factors.
    private static BigInteger Next(BigInteger number)
    {
        for (number |= 1; SmallPrimes.Exists(prime => number % prime == 0);)
            number += 2;
        return number;
    }

    private static List<int> Primes(int last) => [.. Enumerable.Range(2, last - 1).Where(IsPrime)];

    private static bool IsPrime(int number) => !Enumerable.Range(2, (int)Math.Sqrt(number) - 1).Any(divisor => number % divisor == 0);
}
