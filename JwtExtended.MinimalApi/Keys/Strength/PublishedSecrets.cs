using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys.Strength;

/// <summary>Secrets that look random, and that specifications and tutorials have published: SHA-256 of each.</summary>
internal static class PublishedSecrets
{
    private static readonly HashSet<string> Hashes = new(StringComparer.Ordinal)
    {
        // RFC 7515, A.1.
        "C8ECC9361A05E285F04C26F9572131A6DEAB07E9E2B865053C6F75A4D8BD2B32",
        // the same as text.
        "8B1B17A9740C068ACCAB5C3D0D652C8E3CC13206E70BB73B42EA41D4C2DE3C12",
        // RFC 7520, 3.5.
        "73EC74458059C70CAE3F0ADE8663FE0DA1DC4B114ED8CDAC75364140B4458A4C",
        // the same as text.
        "0330B11998CBC9ABD5A585E755CB5DF2F73F1A5632FDCC2ABB19E05E3ECEDDB9",
        // the one of many tutorials of Spring Security, as text.
        "3354CFCF65C7B2E6840EA6F880AEDE239750CB1D063950C4E8FD9FBF9EC73A32",
        // as hexadecimal digits.
        "136CB1C5A79BC9D943EFDA382FDE1BFA26E0E140FF444657CF7FB056E2977B1C",
        // as Base64.
        "B3F6F5D4F9CEE4E99FE5DB63234B775A205EDC23EFBBFF87ACC308626B5FD24A",
    };

    public static bool Contains(ReadOnlySpan<byte> secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret, hash);
        return Hashes.Contains(Convert.ToHexString(hash));
    }
}
