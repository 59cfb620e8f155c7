namespace JwtExtended.MinimalApi.Keys;

/// <summary>PEM text and what is known about it.</summary>
/// <param name="Name">The option or file that holds the text, for messages.</param>
/// <param name="Pem">The text.</param>
/// <param name="Algorithm">The algorithm asked for; <see langword="null"/> = what fits the key.</param>
/// <param name="IsPrivate">Whether it must be a private key, or a public one; <see langword="null"/> = either.</param>
/// <param name="Password">The passphrase of an encrypted key.</param>
internal readonly record struct PemSource(string Name, string Pem, JwtAlgorithm? Algorithm, bool? IsPrivate = null, string? Password = null)
{
    /// <summary>The source without its key.</summary>
    public override string ToString() => Name;
}
