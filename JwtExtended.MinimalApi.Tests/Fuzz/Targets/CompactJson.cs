using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>Changes header and payload of a compact text as JSON.</summary>
internal static class CompactJson
{
    /// <summary>Changes a part.</summary>
    /// <param name="random">The randomness of the run.</param>
    /// <param name="text">The text.</param>
    /// <param name="part">0 is the header, 1 the payload.</param>
    /// <param name="sign">Signs the new header and payload, or <see langword="null"/> to keep the signature.</param>
    public static string Change(Random random, string text, int part, Func<string, string>? sign)
    {
        var parts = text.Split('.');
        if (parts.Length != 3 || TryDecode(parts[part]) is not { } json)
            return TextMutations.Mutate(random, text, [text]);
        for (var i = random.Next(1, 3); i > 0; i--)
            json = JsonMutations.Mutate(random, json);
        parts[part] = CompactText.Encode(random.Next(16) == 0 ? JsonMutations.Damage(random, json) : Encoding.UTF8.GetBytes(json));
        return sign is null ? string.Join('.', parts) : sign($"{parts[0]}.{parts[1]}");
    }

    public static string? TryDecode(string part)
    {
        var bytes = new byte[part.Length];
        return Convert.TryFromBase64String(
            part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='), bytes, out var written)
            ? Encoding.UTF8.GetString(bytes, 0, written)
            : null;
    }
}
