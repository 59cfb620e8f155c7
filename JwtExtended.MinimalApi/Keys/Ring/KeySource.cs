namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>A source of one further key: a given key, or a PEM file that may change.</summary>
internal sealed class KeySource
{
    private readonly JwtKey? _key;
    private readonly JwtAlgorithm? _algorithm;
    private readonly string? _password;

    public KeySource(JwtKey key) => _key = key;

    public KeySource(string path, JwtAlgorithm? algorithm, string? password)
    {
        Path = path;
        _algorithm = algorithm;
        _password = password;
    }

    /// <summary>The path of the file; <see langword="null"/> for a given key.</summary>
    public string? Path { get; }

    /// <summary>Reads the key.</summary>
    /// <param name="contentRoot">The directory that a relative path starts from.</param>
    public KeyResult Read(string contentRoot)
    {
        if (_key is not null)
            return KeyResult.Accepted(_key);
        try
        {
            var pem = File.ReadAllText(System.IO.Path.Combine(contentRoot, Path!));
            return PemKeyReader.Read(new PemSource($"The key file '{Path}'", pem, _algorithm, Password: _password));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return KeyResult.Refused($"The key file '{Path}' cannot be read: {e.Message}");
        }
    }
}
