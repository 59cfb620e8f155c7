using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Makes the signing key of the options, or says what is wrong with them.</summary>
internal static class KeyConfiguration
{
    /// <summary>The key, or <see langword="null"/> after adding an error.</summary>
    /// <param name="options">The options.</param>
    /// <param name="isDevelopment">Whether a random key may stand in.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="generated">Whether the key is random, made for this run.</param>
    public static JwtKey? Read(JwtOptions options, bool isDevelopment, List<string> errors, out bool generated)
    {
        var hasSecret = !string.IsNullOrWhiteSpace(options.SecretKey);
        var hasPair = !string.IsNullOrWhiteSpace(options.PrivateKey) || !string.IsNullOrWhiteSpace(options.PublicKey);
        generated = !hasSecret && !hasPair && isDevelopment;
        string? error = null;
        var key = (hasSecret, hasPair, generated) switch
        {
            (true, true, _) => Fail("SecretKey and a key pair are both set. Keep one: tokens are signed either with a secret or with PrivateKey.", out error),
            (true, _, _) => SecretReader.Read(options.SecretKey!, options.Algorithm ?? JwtAlgorithm.HS256, out error),
            (_, true, _) => ReadPair(options, out error),
            (_, _, true) => KeyGenerator.Generate(options.Algorithm ?? JwtAlgorithm.HS256),
            _ => Fail(MissingKey, out error),
        };
        if (error is not null)
            errors.Add(error);
        return key;
    }

    private const string MissingKey =
        "No key is configured. Set Jwt:SecretKey, in the environment: export Jwt__SecretKey=base64:$(openssl rand -base64 32)";

    private static JwtKey? ReadPair(JwtOptions options, out string? error)
    {
        error = null;
        var privateKey = string.IsNullOrWhiteSpace(options.PrivateKey) ? null
            : PemKeyReader.Read(nameof(JwtOptions.PrivateKey), options.PrivateKey, options.Algorithm, isPrivate: true, out error);
        if (error is not null || string.IsNullOrWhiteSpace(options.PublicKey))
            return privateKey;
        var publicKey = PemKeyReader.Read(nameof(JwtOptions.PublicKey), options.PublicKey, options.Algorithm, isPrivate: false, out error);
        if (publicKey is null || privateKey is null || privateKey.Kid == publicKey.Kid)
            return privateKey ?? publicKey;
        return Fail("PublicKey does not belong to PrivateKey. Leave PublicKey out: it is derived from PrivateKey.", out error);
    }

    private static JwtKey? Fail(string message, out string? error)
    {
        error = message;
        return null;
    }
}
