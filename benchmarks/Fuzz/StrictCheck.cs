using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>What an accepted token must be, checked a second time by other means than the package's.</summary>
internal sealed class StrictCheck(FuzzTarget target)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public string? ProblemOf(string text)
    {
        try
        {
            var parts = text.Split('.');
            if (parts.Length != 3)
                return "not three parts";
            var input = Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}");
            if (!target.Key.Verify(input, Decode(parts[2])))
                return "wrong signature";
            using var header = JsonDocument.Parse(Utf8.GetString(Decode(parts[0])));
            using var payload = JsonDocument.Parse(Utf8.GetString(Decode(parts[1])));
            return HeaderProblem(header.RootElement) ?? PayloadProblem(payload.RootElement);
        }
        catch (Exception e) when (
            e is JsonException or FormatException or DecoderFallbackException or InvalidOperationException or KeyNotFoundException)
        {
            return e.Message;
        }
    }

    private string? HeaderProblem(JsonElement header)
    {
        if (HasDuplicates(header))
            return "a header member twice";
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _))
            return "crit or b64";
        if (header.GetProperty("alg").GetString() != target.Key.Algorithm.ToString())
            return "wrong alg";
        if (header.TryGetProperty("kid", out var kid) && kid.GetString() != target.Kid)
            return "wrong kid";
        return header.GetProperty("typ").GetString()!.ToUpperInvariant() is "AT+JWT" or "APPLICATION/AT+JWT" ? null : "wrong typ";
    }

    private static string? PayloadProblem(JsonElement payload)
    {
        if (HasDuplicates(payload))
            return "a claim twice";
        if (payload.GetProperty("iss").GetString() != JwtHost.Name)
            return "wrong iss";
        var aud = payload.GetProperty("aud");
        var audiences = aud.ValueKind == JsonValueKind.Array ? aud.EnumerateArray().Select(a => a.GetString()!) : [aud.GetString()!];
        if (!audiences.Contains(JwtHost.Name))
            return "wrong aud";
        if (payload.GetProperty("sub").GetString() is not { Length: > 0 })
            return "no sub";
        if (payload.GetProperty("jti").GetString() is not { Length: > 0 })
            return "no jti";
        return TimeProblem(payload);
    }

    private static string? TimeProblem(JsonElement payload)
    {
        var now = (decimal)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000;
        var (iat, exp) = (payload.GetProperty("iat").GetDecimal(), payload.GetProperty("exp").GetDecimal());
        // A second for the time between the reading and this check.
        if (exp <= now - 1)
            return "expired";
        if (iat > now + 60)
            return "issued in the future";
        // A microsecond: fractions of a second are cut off at 100 ns.
        if (exp - iat > (decimal)JwtHost.Lifetime.TotalSeconds + 0.000001m)
            return "lives too long";
        return payload.TryGetProperty("nbf", out var nbf) && nbf.GetDecimal() > now ? "not yet valid" : null;
    }

    private static bool HasDuplicates(JsonElement json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return json.EnumerateObject().Any(member => !names.Add(member.Name));
    }

    private static byte[] Decode(string part)
    {
        var bytes = Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='));
        return CompactText.Encode(bytes) == part ? bytes : throw new FormatException("not canonical base64url");
    }
}
