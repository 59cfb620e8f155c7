using System.Collections.Immutable;
using System.Numerics;

namespace JwtExtended.MinimalApi.Keys.Strength;

/// <summary>Finds RSA moduli that can be factored although they are long enough.</summary>
internal static class RsaModulus
{
    private const int LargestSmallPrime = 10_000;

    // The generator that CVE-2017-15361 is about made primes of 65537^a modulo the product of the first primes. For moduli of 2048 bits
    // and more, these were the first 126 primes or more, of which 701 is the last.
    private const int RocaGenerator = 65_537;
    private const int LargestRocaPrime = 701;

    // As many as find primes that agree in all but their last digits; random ones are never found.
    private const int FermatSteps = 100;

    private static readonly ImmutableArray<int> SmallPrimes = FindPrimes();

    private static readonly ImmutableArray<RocaPrime> RocaPrimes =
        [.. SmallPrimes.TakeWhile(static prime => prime <= LargestRocaPrime).Select(static prime => new RocaPrime(prime))];

    /// <summary>Finds out why a modulus is weak.</summary>
    /// <param name="bigEndian">The modulus, unsigned.</param>
    /// <returns>What the modulus is, as in "has a modulus that ..."; <see langword="null"/> if nothing is known against it.</returns>
    public static string? FindWeakness(ReadOnlySpan<byte> bigEndian)
    {
        foreach (var prime in SmallPrimes)
        {
            if (Remainder(bigEndian, prime) == 0)
                return "is divisible by a small prime";
        }

        if (HasRocaFingerprint(bigEndian))
            return "was made by a faulty generator (ROCA, CVE-2017-15361)";
        return HasCloseFactors(new BigInteger(bigEndian, isUnsigned: true, isBigEndian: true))
            ? "is the product of two numbers that are almost equal"
            : null;
    }

    // Nemec et al., "The Return of Coppersmith's Attack", 2.2: the modulus, too, is a power of 65537 modulo each of the primes.
    private static bool HasRocaFingerprint(ReadOnlySpan<byte> bigEndian)
    {
        foreach (var prime in RocaPrimes)
        {
            if (!prime.IsPowerOfGenerator(Remainder(bigEndian, prime.Value)))
                return false;
        }

        return true;
    }

    // Fermat: n = a^2 - b^2, with a just above the square root of n. The first step finds squares.
    private static bool HasCloseFactors(BigInteger modulus)
    {
        var a = SquareRoot(modulus);
        if (a * a < modulus)
            a++;
        var rest = a * a - modulus;
        for (var step = 0; step < FermatSteps; step++)
        {
            // A square ends in 0, 1, 4 or 9 in hexadecimal digits.
            if ((int)(rest & 15) is 0 or 1 or 4 or 9)
            {
                var b = SquareRoot(rest);
                if (b * b == rest)
                    return true;
            }

            rest += 2 * a + 1;
            a++;
        }

        return false;
    }

    // Newton's method, from above.
    private static BigInteger SquareRoot(BigInteger number)
    {
        if (number < 2)
            return number;
        var root = BigInteger.One << (int)((number.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + number / root) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }

    private static int Remainder(ReadOnlySpan<byte> bigEndian, int divisor)
    {
        var remainder = 0;
        foreach (var digit in bigEndian)
            remainder = (remainder << 8 | digit) % divisor;
        return remainder;
    }

    private static ImmutableArray<int> FindPrimes()
    {
        var composite = new bool[LargestSmallPrime + 1];
        var primes = ImmutableArray.CreateBuilder<int>();
        for (var number = 2; number <= LargestSmallPrime; number++)
        {
            if (composite[number])
                continue;
            primes.Add(number);
            for (var multiple = number * number; multiple <= LargestSmallPrime; multiple += number)
                composite[multiple] = true;
        }

        return primes.ToImmutable();
    }

    private sealed class RocaPrime
    {
        private readonly bool[] _isPower;

        public RocaPrime(int value)
        {
            Value = value;
            _isPower = new bool[value];
            for (var power = 1 % value; !_isPower[power]; power = (int)((long)power * RocaGenerator % value))
                _isPower[power] = true;
        }

        public int Value { get; }

        public bool IsPowerOfGenerator(int remainder) => _isPower[remainder];
    }
}
