namespace JwtExtended.MinimalApi.Keys;

/// <summary>The result of reading a key: the key, or why it is refused.</summary>
internal readonly record struct KeyResult
{
    private KeyResult(JwtKey? key, string? error, bool isForeign = false) => (Key, Error, IsForeign) = (key, error, isForeign);

    public JwtKey? Key { get; }

    /// <summary>What is wrong and how to correct it, without the key itself; <see langword="null"/> with a key.</summary>
    public string? Error { get; }

    /// <summary>Whether the key is not wrong, but for something else.</summary>
    public bool IsForeign { get; }

    public static KeyResult Accepted(JwtKey key) => new(key, null);

    public static KeyResult Refused(string error) => new(null, error);

    public static KeyResult Foreign(string error) => new(null, error, isForeign: true);

    /// <summary>Gets the key of an argument.</summary>
    /// <param name="parameterName">The parameter that holds the key.</param>
    /// <exception cref="ArgumentException">The key is refused.</exception>
    public JwtKey GetKeyOrThrow(string parameterName) => Key ?? throw new ArgumentException(Error, parameterName);
}
