using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The result of decoding a key: the key and what it is for, or why it is refused.</summary>
internal readonly record struct DecodedKey
{
    private DecodedKey(AsymmetricAlgorithm? key, KeyAlgorithm? algorithm, string? error) =>
        (Key, Algorithm, Error) = (key, algorithm, error);

    public AsymmetricAlgorithm? Key { get; }

    public KeyAlgorithm? Algorithm { get; }

    /// <summary>What is wrong and how to correct it, without the key itself; <see langword="null"/> with a key.</summary>
    public string? Error { get; }

    public static DecodedKey Accepted(AsymmetricAlgorithm key, KeyAlgorithm algorithm) => new(key, algorithm, null);

    public static DecodedKey Refused(string error) => new(null, null, error);
}
