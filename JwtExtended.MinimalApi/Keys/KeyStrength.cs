using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys.Strength;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Checks the strength of keys (RFC 7518, 3; RFC 8725, 3.5). Each check returns the error, or <see langword="null"/>.</summary>
internal static class KeyStrength
{
    private const int MaxRsaBits = 16_384;

    /// <returns>The error without the name of the secret; <see langword="null"/> if it is long enough and not easy to guess.</returns>
    public static string? CheckSecret(ReadOnlySpan<byte> secret, JwtAlgorithmInfo algorithm)
    {
        var required = algorithm.MinKeyBits / 8;
        if (secret.Length < required)
            return $"is {secret.Length} bytes long; {algorithm.Name} needs at least {required} (RFC 7518, 3.2). {Cure(algorithm)}";
        var weakness = SecretStrength.Check(secret, required) switch
        {
            SecretWeakness.None => null,
            SecretWeakness.Published => "was published in a specification or a tutorial",
            SecretWeakness.Repeated => "repeats one character or a short pattern, so it is easy to guess",
            SecretWeakness.Words => "consists of words, so it is easy to guess",
            _ => "consists of sequences, words and repetitions, so it is easy to guess",
        };
        return weakness is null ? null : $"{weakness} (RFC 8725, 3.5). {Cure(algorithm)}";
    }

    public static string? CheckRsa(string name, RSA key, JwtAlgorithmInfo algorithm)
    {
        if (key.KeySize < algorithm.MinKeyBits)
        {
            return $"{name} is an RSA key of {key.KeySize} bits; at least {algorithm.MinKeyBits} are needed (RFC 7518, 3.3). "
                + Cure(algorithm);
        }

        if (key.KeySize > MaxRsaBits)
            return $"{name} is an RSA key of {key.KeySize} bits; more than {MaxRsaBits} make verification too slow. {Cure(algorithm)}";
        // Small exponents help to forge signatures where padding checks are faulty; FIPS 186-5 requires more than 2^16.
        var parameters = key.ExportParameters(false);
        if (parameters.Exponent.AsSpan().TrimStart((byte)0).Length < 3)
            return $"{name} is an RSA key with a public exponent below 65537. {Cure(algorithm)}";
        return RsaModulus.FindWeakness(parameters.Modulus) is { } weakness
            ? $"{name} is an RSA key whose modulus {weakness} (RFC 8725, 3.5). {Cure(algorithm)}"
            : null;
    }

    public static string? CheckCurve(string name, ECDsa key, JwtAlgorithmInfo algorithm)
    {
        var found = AlgorithmTable.FindByCurve(key);
        if (found == algorithm)
            return null;
        return WrongCurve(name, found is null ? "an unsupported curve" : $"the curve of {found.Name}", algorithm);
    }

    /// <returns>The error.</returns>
    public static string WrongCurve(string name, string actual, JwtAlgorithmInfo algorithm) =>
        $"{name} is on {actual}; {algorithm.Name} needs exactly {algorithm.Curve!.OpenSslName} (RFC 7518, 3.4). {Cure(algorithm)}";

    /// <summary>Says how to create a key that is accepted.</summary>
    /// <returns>The sentence.</returns>
    public static string Cure(JwtAlgorithmInfo algorithm) => $"Create one with: {algorithm.CreateKeyCommand}";
}
