namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>What is encrypted of a key that was replaced.</summary>
internal sealed class ReplacedKeyContent
{
    public required string Kid { get; init; }

    public required string Algorithm { get; init; }

    /// <summary>The public key as SubjectPublicKeyInfo, or a secret.</summary>
    public required byte[] Key { get; init; }

    /// <summary>The secret of refresh tokens and tickets; <see langword="null"/> if there is none.</summary>
    public byte[]? Refresh { get; init; }
}
