namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>What is encrypted of a key that rotates. Times are Unix milliseconds.</summary>
internal sealed class RotatingKeyContent
{
    public required string Algorithm { get; init; }

    /// <summary>The private key as PEM text, or the secret in base64.</summary>
    public required string Key { get; init; }

    /// <summary>The secret of refresh tokens and tickets.</summary>
    public required byte[] Refresh { get; init; }

    public required long Created { get; init; }

    public required long SignsFrom { get; init; }

    public required long SignsUntil { get; init; }
}
