using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>
/// Encrypts what remains of a replaced key for a key that has replaced it: its owner could sign in its place anyway, and no one else can
/// read the entry or make one.
/// </summary>
/// <remarks>The text is: expiry in Unix seconds (0 = never), dot, nonce, encrypted content and tag in base64url.</remarks>
internal sealed class ReplacedKeySeal(string group)
{
    private const int SecretBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private static Range Nonce => ..NonceBytes;

    private static Range Cipher => NonceBytes..^TagBytes;

    private static Range Tag => ^TagBytes..;

    private static ReadOnlySpan<byte> Label => "jwt-extended replaced keys"u8;

    /// <summary>Encrypts a key.</summary>
    /// <returns>The entry; <see langword="null"/> if the private part of <paramref name="sealer"/> cannot be used.</returns>
    public StoredKey? Create(KeptKey kept, JwtKey sealer)
    {
        using var aes = CipherOf(sealer);
        if (aes is null || ContentOf(kept) is not { } content)
            return null;
        var id = StoredKeyId.Replaced(kept.Key.Kid, sealer.Kid);
        var expires = Seconds(kept.Until);
        var plain = JsonSerializer.SerializeToUtf8Bytes(content, RingJsonContext.Default.ReplacedKeyContent);
        var text = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(text.AsSpan(Nonce));
        aes.Encrypt(text.AsSpan(Nonce), plain, text.AsSpan(Cipher), text.AsSpan(Tag), Bind(id, expires));
        CryptographicOperations.ZeroMemory(plain);
        return new StoredKey(id, $"{expires}.{Base64Url.EncodeToString(text)}");
    }

    /// <summary>Decrypts a key.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="sealer">The key that it is to be encrypted for.</param>
    /// <returns>The key; <see langword="null"/> if it was encrypted for another one, or was changed.</returns>
    public KeptKey? Open(StoredKey entry, JwtKey sealer)
    {
        using var aes = CipherOf(sealer);
        if (aes is null || ReadExpiry(entry.Value) is not { } expires || !TryDecode(entry.Value, out var text))
            return null;
        var plain = new byte[text.AsSpan(Cipher).Length];
        try
        {
            aes.Decrypt(text.AsSpan(Nonce), text.AsSpan(Cipher), text.AsSpan(Tag), plain, Bind(entry.Id, expires));
            var content = JsonSerializer.Deserialize(plain, RingJsonContext.Default.ReplacedKeyContent);
            return content is null ? null : Read(content, expires == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(expires));
        }
        catch (Exception e) when (e is CryptographicException or JsonException or ArgumentException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Reads when an entry may be deleted.</summary>
    /// <returns>Unix seconds, 0 for never; <see langword="null"/> if the text is not an entry.</returns>
    public static long? ReadExpiry(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            && expires <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? expires
            : null;
    }

    // Rounded up: nothing is over too early.
    public static long Seconds(DateTimeOffset? until) => until is { } instant ? instant.ToUnixTimeSeconds() + 1 : 0;

    private static bool TryDecode(string value, out byte[] text)
    {
        text = [];
        var encoded = value.AsSpan(value.IndexOf('.', StringComparison.Ordinal) + 1);
        if (!Base64Url.IsValid(encoded))
            return false;
        text = Base64Url.DecodeFromChars(encoded);
        return text.Length > NonceBytes + TagBytes;
    }

    private static ReplacedKeyContent? ContentOf(KeptKey kept)
    {
        var key = kept.Key.Material is AsymmetricMaterial { Key: var pair }
            ? pair.ExportSubjectPublicKeyInfo()
            : kept.Key.Material.ExportPrivate();
        return key is null ? null : new ReplacedKeyContent
        {
            Kid = kept.Key.Kid,
            Algorithm = AlgorithmTable.Get(kept.Key.Algorithm).Name,
            Key = key,
            Refresh = kept.Service?.Material.ExportPrivate(),
        };
    }

    private static KeptKey? Read(ReplacedKeyContent content, DateTimeOffset? until)
    {
        if (AlgorithmTable.FindByName(content.Algorithm) is not { } algorithm)
            return null;
        var key = algorithm.Family == AlgorithmFamily.Hmac
            ? SecretReader.Create(content.Key, algorithm, content.Kid, canSign: false)
            : KeptKey.FromPublic(content.Kid, algorithm, content.Key);
        var service = content.Refresh is { } secret ? SecretReader.Create(secret, AlgorithmTable.Get(JwtAlgorithm.HS256)) : null;
        return new KeptKey(key, service, until);
    }

    private static AesGcm? CipherOf(JwtKey sealer)
    {
        if (!sealer.CanSign || sealer.Material.ExportPrivate() is not { } source)
            return null;
        Span<byte> secret = stackalloc byte[SecretBytes];
        // RFC 5869: the label separates this secret from everything else that is derived from the same key.
        HKDF.DeriveKey(HashAlgorithmName.SHA256, source, secret, salt: [], Label);
        CryptographicOperations.ZeroMemory(source);
        var aes = new AesGcm(secret, TagBytes);
        CryptographicOperations.ZeroMemory(secret);
        return aes;
    }

    // An entry counts for its group, its id and its expiry alone.
    private byte[] Bind(string id, long expires) => Encoding.UTF8.GetBytes($"{group} {id} {expires}");
}
