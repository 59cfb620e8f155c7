namespace JwtExtended.MinimalApi.Keys;

/// <summary>PEM text and what is known about it.</summary>
/// <param name="Name">The option or file that holds the text, for messages.</param>
/// <param name="Pem">The text.</param>
/// <param name="Algorithm">The requested algorithm; <see langword="null"/> for the default of the key.</param>
/// <param name="IsPrivate">Whether the key must be private or public; <see langword="null"/> for either.</param>
/// <param name="Password">The passphrase of an encrypted key.</param>
internal readonly record struct PemSource(string Name, string Pem, JwtAlgorithm? Algorithm, bool? IsPrivate = null, string? Password = null)
{
    /// <summary>Returns the name: the text of a key must not reach a log.</summary>
    public override string ToString() => Name;
}
