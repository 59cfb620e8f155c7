using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Checks the strength of keys (RFC 7518, 3). Each check returns the error, or <see langword="null"/>.</summary>
internal static class KeyStrength
{
    private const int MaxRsaBits = 16_384;

    /// <returns>The error without the name of the secret; <see langword="null"/> if it is long enough.</returns>
    public static string? CheckSecret(int length, JwtAlgorithmInfo algorithm)
    {
        var required = algorithm.MinKeyBits / 8;
        return length >= required
            ? null
            : $"is {length} bytes long; {algorithm.Name} needs at least {required} (RFC 7518, 3.2). {Cure(algorithm)}";
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
        var exponent = key.ExportParameters(false).Exponent.AsSpan().TrimStart((byte)0);
        return exponent.Length >= 3 ? null : $"{name} is an RSA key with a public exponent below 65537. {Cure(algorithm)}";
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
