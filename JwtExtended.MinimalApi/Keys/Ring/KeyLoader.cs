namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>Loads the keys of an app and collects all errors.</summary>
internal static class KeyLoader
{
    private const string MissingKey =
        "No key is configured. Set Jwt:SecretKey, in the environment: export Jwt__SecretKey=base64:$(openssl rand -base64 32)";

    /// <summary>Loads the keys.</summary>
    /// <param name="origin">Where the keys come from.</param>
    /// <param name="errors">Receives the errors.</param>
    /// <returns>The keys; incomplete after an error, with an empty ring if none is configured.</returns>
    public static LoadedKeys Load(KeyOrigin origin, List<string> errors) =>
        new(LoadRing(origin, errors), LoadRefreshSecrets(origin.Configured.RefreshSecrets, errors));

    /// <summary>Loads the keys at startup, where none is an error, except in Development: there a random key is generated.</summary>
    /// <param name="origin">Where the keys come from.</param>
    /// <param name="isDevelopment">Whether the app runs in Development.</param>
    /// <param name="errors">Receives the errors.</param>
    /// <param name="generated">Whether the only key was generated.</param>
    /// <returns>The keys; incomplete after an error.</returns>
    public static LoadedKeys LoadAtStartup(KeyOrigin origin, bool isDevelopment, List<string> errors, out bool generated)
    {
        var before = errors.Count;
        var keys = Load(origin, errors);
        generated = false;
        if (origin.Rotates)
            return keys;
        generated = keys.Ring.Count == 0 && errors.Count == before && isDevelopment;
        if (generated)
            return keys with { Ring = [JwtKey.Generate(origin.Configured.Algorithm ?? JwtAlgorithm.HS256)] };
        if (keys.Ring.Count == 0 && errors.Count == before)
            errors.Add(MissingKey);
        return keys;
    }

    private static List<JwtKey> LoadRing(KeyOrigin origin, List<string> errors)
    {
        var keys = new List<JwtKey>();
        if (ReadConfigured(origin.Configured) is { } configured)
            Collect(configured, keys, errors);
        foreach (var source in origin.Sources)
            Collect(source.Read(origin.ContentRoot), keys, errors);
        foreach (var duplicates in keys.GroupBy(static key => key.Kid).Where(static group => group.Count() > 1))
            errors.Add($"Two keys have the kid '{duplicates.Key}'. Every key needs its own: configure each key once, with one algorithm.");
        return keys;
    }

    private static List<JwtKey> LoadRefreshSecrets(IReadOnlyList<string> secrets, List<string> errors)
    {
        var keys = new List<JwtKey>();
        for (var i = 0; i < secrets.Count; i++)
            Collect(SecretReader.Read($"Keys.RefreshSecrets[{i}]", secrets[i], JwtAlgorithm.HS256), keys, errors);
        return keys;
    }

    private static void Collect(KeyResult result, List<JwtKey> keys, List<string> errors)
    {
        if (result.Key is { } key)
            keys.Add(key);
        else
            errors.Add(result.Error!);
    }

    private static KeyResult? ReadConfigured(ConfiguredKeys configured) => (configured.HasSecret, configured.HasPair) switch
    {
        (true, true) => KeyResult.Refused(
            "SecretKey and a key pair are both set. Keep one: tokens are signed either with a secret or with PrivateKey."),
        (true, false) => SecretReader.Read(
            nameof(JwtOptions.SecretKey), configured.SecretKey!, configured.Algorithm ?? JwtAlgorithm.HS256),
        (false, true) => ReadPair(configured),
        (false, false) => null,
    };

    private static KeyResult ReadPair(ConfiguredKeys configured)
    {
        var (privateKey, publicKey) = (configured.PrivateKey, configured.PublicKey);
        if (string.IsNullOrWhiteSpace(privateKey))
            return ReadPem(nameof(JwtOptions.PublicKey), publicKey!, configured.Algorithm, isPrivate: false);
        var signing = ReadPem(nameof(JwtOptions.PrivateKey), privateKey, configured.Algorithm, isPrivate: true);
        if (signing.Key is null || string.IsNullOrWhiteSpace(publicKey))
            return signing;
        var verifying = ReadPem(nameof(JwtOptions.PublicKey), publicKey, configured.Algorithm, isPrivate: false);
        if (verifying.Key is null)
            return verifying;
        return signing.Key.Kid == verifying.Key.Kid
            ? signing
            : KeyResult.Refused("PublicKey does not belong to PrivateKey. Leave PublicKey out: it is derived from PrivateKey.");
    }

    private static KeyResult ReadPem(string name, string pem, JwtAlgorithm? algorithm, bool isPrivate) =>
        PemKeyReader.Read(new PemSource(name, pem, algorithm, isPrivate));
}
