using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>The ids of entries in a store of keys. A <c>kid</c> may be any text, and is hashed.</summary>
internal static class StoredKeyId
{
    /// <summary>Says that keys rotate here: it is written once, and tells an empty store from one that does not list all it has.</summary>
    public const string Origin = "origin";

    private const string RotatingPrefix = "signing-";
    private const string ReplacedPrefix = "replaced-";
    private const string RetiredPrefix = "retired-";
    private const int HashBytes = 24;

    public static string Rotating(int number) => RotatingPrefix + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the number of a key that rotates.</summary>
    /// <returns>The number; <see langword="null"/> if the entry is another one.</returns>
    public static int? ReadRotating(string id) =>
        id.StartsWith(RotatingPrefix, StringComparison.Ordinal)
        && int.TryParse(id.AsSpan(RotatingPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0 && Rotating(number) == id
            ? number
            : null;

    public static string Replaced(string kid, string sealedBy) => $"{ReplacedPrefix}{Hash(kid)}-{Hash(sealedBy)}";

    public static bool IsReplaced(string id) => id.StartsWith(ReplacedPrefix, StringComparison.Ordinal);

    /// <summary>Whether an entry has what remains of a key, for whichever key it is encrypted.</summary>
    /// <returns><see langword="true"/> if it does.</returns>
    public static bool IsReplaced(string id, string kid) => id.StartsWith($"{ReplacedPrefix}{Hash(kid)}-", StringComparison.Ordinal);

    /// <summary>Whether an entry is encrypted for a key.</summary>
    /// <returns><see langword="true"/> if it is.</returns>
    public static bool IsSealedBy(string id, string kid) => IsReplaced(id) && id.EndsWith($"-{Hash(kid)}", StringComparison.Ordinal);

    public static string Retired(string kid) => RetiredPrefix + Hash(kid);

    private static string Hash(string kid) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(kid)).AsSpan(0, HashBytes));
}
