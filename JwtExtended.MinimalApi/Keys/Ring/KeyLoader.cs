namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>Makes the keys of the options, or says what is wrong with them.</summary>
internal static class KeyLoader
{
    private const string MissingKey =
        "No key is configured. Set Jwt:SecretKey, in the environment: export Jwt__SecretKey=base64:$(openssl rand -base64 32)";

    /// <summary>The keys, the signing one first; none after adding an error, or where there are none.</summary>
    /// <param name="texts">The keys that are given as text.</param>
    /// <param name="sources">Further keys.</param>
    /// <param name="contentRoot">What a relative path starts from.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static List<JwtKey> Read(ConfiguredKeys texts, IReadOnlyList<KeySource> sources, string contentRoot, List<string> errors)
    {
        var keys = new List<JwtKey>();
        Collect(ReadPrimary(texts, out var error), error, keys, errors);
        foreach (var source in sources)
            Collect(source.Read(contentRoot, out error), error, keys, errors);
        foreach (var twice in keys.GroupBy(static key => key.Kid).Where(static group => group.Count() > 1))
            errors.Add($"Two keys have the kid '{twice.Key}'. Every key needs its own: configure each key once, with one algorithm.");
        return keys;
    }

    /// <summary>The keys of the start, where having none is an error; in Development a random one stands in.</summary>
    public static List<JwtKey> ReadAtStart(ConfiguredKeys texts, IReadOnlyList<KeySource> sources, string contentRoot, bool isDevelopment, List<string> errors, out bool generated)
    {
        var before = errors.Count;
        var keys = Read(texts, sources, contentRoot, errors);
        generated = keys.Count == 0 && errors.Count == before && isDevelopment;
        if (generated)
            keys.Add(KeyGenerator.Generate(texts.Algorithm ?? JwtAlgorithm.HS256));
        else if (keys.Count == 0 && errors.Count == before)
            errors.Add(MissingKey);
        return keys;
    }

    private static void Collect(JwtKey? key, string? error, List<JwtKey> keys, List<string> errors)
    {
        if (error is not null)
            errors.Add(error);
        else if (key is not null)
            keys.Add(key);
    }

    private static JwtKey? ReadPrimary(ConfiguredKeys texts, out string? error)
    {
        error = null;
        return (texts.HasSecret, texts.HasPair) switch
        {
            (true, true) => Fail("SecretKey and a key pair are both set. Keep one: tokens are signed either with a secret or with PrivateKey.", out error),
            (true, _) => SecretReader.Read(nameof(JwtOptions.SecretKey), texts.SecretKey!, texts.Algorithm ?? JwtAlgorithm.HS256, out error),
            (_, true) => ReadPair(texts, out error),
            _ => null,
        };
    }

    private static JwtKey? ReadPair(ConfiguredKeys texts, out string? error)
    {
        error = null;
        var privateKey = string.IsNullOrWhiteSpace(texts.PrivateKey) ? null
            : PemKeyReader.Read(new PemSource(nameof(JwtOptions.PrivateKey), texts.PrivateKey, texts.Algorithm, IsPrivate: true), out error);
        if (error is not null || string.IsNullOrWhiteSpace(texts.PublicKey))
            return privateKey;
        var publicKey = PemKeyReader.Read(new PemSource(nameof(JwtOptions.PublicKey), texts.PublicKey, texts.Algorithm, IsPrivate: false), out error);
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
