using System.Text;
using System.Text.RegularExpressions;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Restores PEM text from the forms in which variables, secret stores and editors hand it out.</summary>
internal static partial class PemText
{
    /// <summary>The marker in front of every block (RFC 7468, 3).</summary>
    public const string Begin = "-----BEGIN ";

    private const int MaxLength = 1_048_576;
    private const int LongestPath = 260;
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Restores the text: without quotes, with line breaks, decoded from base64.</summary>
    /// <param name="name">The option or file that holds the text, for messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="pem">The PEM text, unless there is an error.</param>
    /// <returns>The error, or <see langword="null"/>.</returns>
    public static string? Restore(string name, string text, out string pem)
    {
        pem = "";
        if (text.Length > MaxLength)
            return $"{name} is longer than {MaxLength} characters. Keep only the blocks of the key.";
        pem = Unwrap(text);
        if (HasBlock(pem))
            return null;
        if (Base64Text.Decode(pem) is not { Length: > 0 } bytes)
            return $"{name} is not PEM text{Describe(Trim(text))}";
        pem = Unwrap(Encoding.UTF8.GetString(bytes));
        if (HasBlock(pem))
            return null;
        return bytes[0] == Der.Sequence
            ? $"{name} is not PEM text: it is base64 without its first and last line. "
            + "Put -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY----- around it, or PUBLIC KEY if it is a public key."
            : $"{name} is not PEM text{Describe(Trim(text))}";
    }

    private static bool HasBlock(string text) => text.Contains(Begin, StringComparison.Ordinal);

    private static string Unwrap(string text)
    {
        text = Trim(text);
        if (text.Length >= 2 && text[0] is '"' or '\'' && text[^1] == text[0])
            text = Trim(text[1..^1]);
        // An environment variable of one line holds its line breaks as a backslash and a letter.
        return LineBreak().Replace(text, "\n");
    }

    private static string Trim(string text) => text.Trim().Trim(ByteOrderMark, '\0').Trim();

    private static string Describe(string text) => text switch
    {
        "" => ": it is empty. Put the whole text of the key there.",
        ['{', ..] when text.Contains("\"keys\"", StringComparison.Ordinal) =>
            ": it is a JWK Set. Add its keys with: foreach (var key in JwtKey.FromJwkSet(json)) cfg.Keys.Add(key);",
        ['{', ..] when text.Contains("\"kty\"", StringComparison.Ordinal) =>
            ": it is a JSON Web Key. Add it with: cfg.Keys.Add(JwtKey.FromJwk(json));",
        ['0', ..] when text.AsSpan().ContainsAny('\uFFFD', '\0') =>
            ": it is binary (DER). Convert it with: openssl pkey -inform DER -in key.der -out key.pem",
        _ when text.StartsWith("ssh-", StringComparison.Ordinal) || text.StartsWith("ecdsa-sha2-", StringComparison.Ordinal) =>
            ": it is a public key of OpenSSH. Convert it with: ssh-keygen -e -m PKCS8 -f key.pub",
        _ when text.StartsWith("PuTTY-User-Key-File", StringComparison.Ordinal) =>
            ": it is a key of PuTTY. Convert it with: puttygen key.ppk -O private-openssh -o key && ssh-keygen -p -m PKCS8 -f key",
        _ when text.Length <= LongestPath && FilePath().IsMatch(text) =>
            ": it looks like the path of a file. Add the file with: cfg.Keys.AddPemFile(path);",
        _ => ". It starts with '-----BEGIN'; put the whole text of the key there, with this line.",
    };

    [GeneratedRegex(@"(?<!\\)(?>\\+)(?:r(?>\\+)n|r|n)")]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"\A[^\r\n]*\.(?:pem|key|crt|cer|pub|der|p8|pfx|p12)\z", RegexOptions.IgnoreCase)]
    private static partial Regex FilePath();
}
