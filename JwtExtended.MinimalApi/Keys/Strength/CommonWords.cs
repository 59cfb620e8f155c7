using System.Text;

namespace JwtExtended.MinimalApi.Keys.Strength;

/// <summary>The words that made-up secrets of tutorials, settings and tests consist of, in lower case.</summary>
internal static class CommonWords
{
    private const int ShortestWord = 3;

    private static readonly Dictionary<int, byte[][]> ByStart = Split(
        """
        access account admin alice api app application at-least auth authentication authorization aws backend base64 bearer bit bits bob
        bytes change changeit changeme changethis char character characters company config correct cookie credential default demo dev
        development django docker dog domain dummy encryption enter env example express fake flask for generate google hash hello here
        hmac horse hs256 hs384 hs512 i-am insert is-my is-the issuer java json jwt key keyboard laravel least len length local localhost
        login long love master me minimum mongo must my-key my name never nobody node not only pass passphrase password please private prod
        production project public put qwerty random react refresh replace replaceme root rsa safe salt sample sanic secret secretkey secure
        security server service session sha256 sha512 shared should sign signature signing some something spring staple string strong
        super supersecret symmetric temp test testing than that the this todo token top unsafe update use user value very web welcome what
        ceci clave contrasena das geheim geheimer geheimnis ist mein motdepasse passwort schluessel secreta secrete senha wachtwoord
        with word world yes you your zxcvbn 123456 12345678 1234567890 2020 2021 2022 2023 2024 2025 2026
        """);

    /// <summary>Finds the longest word at the beginning of a text.</summary>
    /// <returns>Its length; 0 if there is none.</returns>
    public static int LengthAt(ReadOnlySpan<byte> text)
    {
        if (text.Length < ShortestWord || !ByStart.TryGetValue(text[0] << 8 | text[1], out var words))
            return 0;
        var longest = 0;
        foreach (var word in words)
        {
            if (word.Length > longest && text.StartsWith(word))
                longest = word.Length;
        }

        return longest;
    }

    private static Dictionary<int, byte[][]> Split(string words) => words
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Where(static word => word.Length >= ShortestWord)
        .Select(Encoding.UTF8.GetBytes)
        .GroupBy(static word => word[0] << 8 | word[1])
        .ToDictionary(static group => group.Key, static group => group.ToArray());
}
