using System.Text.Json;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Vectors;

/// <summary>A file of project Wycheproof, with the vectors that are decided against it.</summary>
internal sealed class WycheproofFile
{
    private const string FileDefect = "defect of the file";
    private const string Strict = "strict on purpose";
    private const string Harmless = "harmless";
    private const string NotSupported = "not supported";

    private static readonly VectorException EmptyPayload =
        new(false, Strict, "a JWS may have an empty payload, a JWT has a JSON object (RFC 7519, 7.2): refused before any cryptography");

    private static readonly VectorException OtherAlgorithm =
        new(false, FileDefect, "the JWK says PS256 and the token PS384: one key has one algorithm (RFC 8725, 3.1)");

    private static readonly VectorException UnknownAlgorithm =
        new(false, FileDefect, "the JWK names the algorithm ES521, which does not exist (RFC 7518, 3.1)");

    private static readonly VectorException SameText = new(true, FileDefect, "its text is that of the valid case 357");

    private static readonly VectorException WrongCharacter =
        new(false, FileDefect, "marked valid although the text holds a '?', which is not base64url (RFC 7515, 2)");

    private static readonly VectorException MixedSet =
        new(true, Harmless, "a set with secrets and key pairs: each key has one algorithm and its own kid, so none is taken for another");

    private static readonly VectorException Encryption = new(false, NotSupported, "a JWE: tokens are signed, not encrypted");

    private WycheproofFile(string name, string title, Dictionary<int, VectorException> exceptions)
    {
        (Name, Title, Exceptions) = (name, title, exceptions);
        using var document = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Vectors", name)));
        Vectors =
        [
            .. from set in document.RootElement.GetProperty("testGroups").EnumerateArray()
               let keys = KeysOf(set)
               from vector in set.GetProperty("tests").EnumerateArray()
               select VectorOf(set, keys, vector),
        ];
    }

    public static WycheproofFile Signature { get; } = new("json_web_signature_test.json", "JWS", new Dictionary<int, VectorException>
    {
        [346] = OtherAlgorithm,
        [350] = OtherAlgorithm,
        [347] = UnknownAlgorithm,
        [351] = UnknownAlgorithm,
        [367] = SameText,
        [370] = SameText,
        [372] = WrongCharacter,
        [373] = WrongCharacter,
        [259] = EmptyPayload,
        [264] = EmptyPayload,
        [268] = EmptyPayload,
        [272] = EmptyPayload,
        [320] = EmptyPayload,
        [325] = EmptyPayload,
    });

    public static WycheproofFile Key { get; } = new("json_web_key_test.json", "JWK", new Dictionary<int, VectorException>
    {
        [1] = MixedSet,
        [4] = new(true, Harmless, "of two keys with one kid, the second is not canonical base64url and refused: one key is left"),
    });

    public static WycheproofFile Crypto { get; } = new("json_web_crypto_test.json", "JWS and JWE", new Dictionary<int, VectorException>
    {
        [47] = MixedSet,
        [50] = Encryption,
        [67] = Encryption,
    });

    public static WycheproofFile[] All { get; } = [Signature, Key, Crypto];

    public string Name { get; }

    public string Title { get; }

    public IReadOnlyDictionary<int, VectorException> Exceptions { get; }

    public IReadOnlyList<Vector> Vectors { get; }

    /// <summary>Decides a vector with the readers of keys and tokens.</summary>
    public static bool IsAccepted(Vector vector)
    {
        JwtKey[] keys = [.. vector.Jwks.Select(JwsVerification.TryRead).OfType<JwtKey>()];
        return keys.Length > 0 && JwsVerification.IsAccepted(new KeySet(keys[0], keys, []), vector.Text);
    }

    /// <summary>What is right for a vector, and why.</summary>
    public (bool Accept, string Reason) Expected(Vector vector) =>
        Exceptions.TryGetValue(vector.Id, out var exception) ? (exception.Accept, exception.Reason) : (vector.IsValid, "the file says so");

    private static string[] KeysOf(JsonElement set)
    {
        var key = set.TryGetProperty("public", out var publicKey) ? publicKey : set.GetProperty("private");
        return key.TryGetProperty("keys", out var keys) ? [.. keys.EnumerateArray().Select(one => one.GetRawText())] : [key.GetRawText()];
    }

    private static Vector VectorOf(JsonElement set, string[] keys, JsonElement vector)
    {
        var text = vector.TryGetProperty("jws", out var jws) ? jws : vector.GetProperty("jwe");
        return new Vector(
            vector.GetProperty("tcId").GetInt32(),
            $"{set.GetProperty("comment")} {vector.GetProperty("comment")}",
            keys,
            text.ValueKind == JsonValueKind.String ? text.GetString()! : text.GetRawText(),
            vector.GetProperty("result").GetString() == "valid");
    }
}
