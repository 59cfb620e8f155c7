namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>Where one more key comes from: it is given, or stands in a file that may change.</summary>
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

    /// <summary>The key, or <see langword="null"/> and what is wrong with it.</summary>
    /// <param name="contentRoot">What a relative path starts from.</param>
    /// <param name="error">What is wrong.</param>
    public JwtKey? Read(string contentRoot, out string? error)
    {
        error = null;
        if (_key is not null)
            return _key;
        try
        {
            var pem = File.ReadAllText(System.IO.Path.Combine(contentRoot, Path!));
            return PemKeyReader.Read(new PemSource($"The key file '{Path}'", pem, _algorithm, Password: _password), out error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = $"The key file '{Path}' cannot be read: {e.Message}";
            return null;
        }
    }
}
