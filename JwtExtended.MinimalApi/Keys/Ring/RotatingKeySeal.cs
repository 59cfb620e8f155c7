using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>
/// Encrypts keys that rotate with Data Protection. An entry is bound to its group and number: none can be put in the place of another.
/// </summary>
internal sealed class RotatingKeySeal(IDataProtectionProvider protection, string group)
{
    private const string Purpose = "JwtExtended.MinimalApi.Keys.RotateEvery.v1";
    private const int RefreshBytes = 32;

    /// <summary>Generates a key and encrypts it.</summary>
    /// <returns>The key.</returns>
    public RotatingKey Create(int number, JwtAlgorithm algorithm, in RotationTimes times)
    {
        var info = AlgorithmTable.Get(algorithm);
        var content = new RotatingKeyContent
        {
            Algorithm = info.Name,
            Key = info.Family == AlgorithmFamily.Hmac
                ? Convert.ToBase64String(KeyGenerator.GenerateSecret(info))
                : KeyGenerator.GeneratePem(info).Pem,
            Refresh = RandomNumberGenerator.GetBytes(RefreshBytes),
            Created = times.Created.ToUnixTimeMilliseconds(),
            SignsFrom = times.SignsFrom.ToUnixTimeMilliseconds(),
            SignsUntil = times.SignsUntil.ToUnixTimeMilliseconds(),
        };
        var id = StoredKeyId.Rotating(number);
        var plain = JsonSerializer.SerializeToUtf8Bytes(content, RingJsonContext.Default.RotatingKeyContent);
        var text = Convert.ToBase64String(ProtectorOf(id).Protect(plain));
        CryptographicOperations.ZeroMemory(plain);
        return Read(number, content, new StoredKey(id, text));
    }

    /// <summary>Decrypts a key.</summary>
    /// <returns>The key; <see langword="null"/> if the entry cannot be decrypted, or holds something else.</returns>
    public RotatingKey? Open(int number, StoredKey entry)
    {
        byte[] plain;
        try
        {
            plain = ProtectorOf(entry.Id).Unprotect(Convert.FromBase64String(entry.Value));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(plain, RingJsonContext.Default.RotatingKeyContent) is { } content
                ? Read(number, content, entry)
                : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException or CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static RotatingKey Read(int number, RotatingKeyContent content, StoredKey entry)
    {
        var info = AlgorithmTable.FindByName(content.Algorithm)
            ?? throw new FormatException("The entry names an algorithm of another version.");
        return new RotatingKey
        {
            Number = number,
            Key = info.Family == AlgorithmFamily.Hmac
                ? SecretReader.Create(Convert.FromBase64String(content.Key), info)
                : JwtKey.FromPem(content.Key, info.Algorithm),
            Service = SecretReader.Create(content.Refresh, AlgorithmTable.Get(JwtAlgorithm.HS256)),
            Times = new RotationTimes(
                DateTimeOffset.FromUnixTimeMilliseconds(content.Created),
                DateTimeOffset.FromUnixTimeMilliseconds(content.SignsFrom),
                DateTimeOffset.FromUnixTimeMilliseconds(content.SignsUntil)),
            Entry = entry,
        };
    }

    private IDataProtector ProtectorOf(string id) => protection.CreateProtector(Purpose, group, id);
}
