using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Benchmarks.Support;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>
/// The rules of reading, written a second time without any code of the package: what is accepted, and what is not.
/// </summary>
internal sealed class TokenModel(BenchmarkKey key, byte[] serviceSecret, JwtKey signing, DateTimeOffset now)
{
    private const int MaxLength = 8192;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _serviceKid = JwtKey.FromSecret("base64:" + Convert.ToBase64String(serviceSecret)).Kid;
    private readonly string _fingerprint = signing.Fingerprint;
    private readonly decimal _now = now.ToUnixTimeMilliseconds() / 1000m;

    public bool Accepts(string text, TokenTypes type)
    {
        var parts = text.Split('.');
        if (text.Length > MaxLength || parts.Length != 3)
            return false;
        if (Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload || Decode(parts[2]) is not { } signature)
            return false;
        var secret = type == TokenTypes.Access ? key.Secret! : serviceSecret;
        var mac = System.Security.Cryptography.HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"));
        if (!mac.AsSpan().SequenceEqual(signature))
            return false;
        try
        {
            using var headerJson = JsonDocument.Parse(Utf8.GetString(header));
            using var payloadJson = JsonDocument.Parse(Utf8.GetString(payload));
            var requiredKid = type == TokenTypes.Access ? null : _serviceKid;
            return HeaderModel.Accepts(header, headerJson.RootElement, TypeText(type), requiredKid, signing.Kid)
                && Accepts(payloadJson.RootElement, type);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            // Neither UTF-8 nor JSON, or half a surrogate pair.
            return false;
        }
    }

    private bool Accepts(JsonElement payload, TokenTypes type) =>
        PayloadModel.HasForm(payload)
        && payload.GetProperty("sub").GetString()!.Length > 0
        && payload.TryGetProperty("jti", out var jti) && jti.GetString()!.Length > 0
        && payload.TryGetProperty("iss", out var iss) && iss.GetString() == JwtHost.Name
        && PayloadModel.Strings(payload, "aud").Contains(JwtHost.Name + AudienceSuffix(type))
        && HasTimes(payload)
        && (type != TokenTypes.Ticket || IsTicket(payload));

    private bool HasTimes(JsonElement payload)
    {
        if (PayloadModel.Date(payload, "exp") is not { } exp || PayloadModel.Date(payload, "iat") is not { } iat)
            return false;
        return exp - iat <= (decimal)JwtHost.Lifetime.TotalSeconds
            && exp > _now
            && iat <= _now + 60
            && (PayloadModel.Date(payload, "nbf") is not { } nbf || nbf <= _now + (nbf <= iat ? 60 : 0));
    }

    private bool IsTicket(JsonElement payload) =>
        payload.TryGetProperty("ticket", out var ticket)
        && ticket.GetString()!.Split(' ', 4) is [_, _, var fingerprint, _]
        && fingerprint == _fingerprint;

    private static string TypeText(TokenTypes type) => type switch
    {
        TokenTypes.Access => "at+jwt",
        TokenTypes.Refresh => "rt+jwt",
        _ => "ticket+jwt",
    };

    private static string AudienceSuffix(TokenTypes type) => type switch
    {
        TokenTypes.Access => "",
        TokenTypes.Refresh => "#refresh",
        _ => "#ticket",
    };

    private static byte[]? Decode(string part)
    {
        if (part.Length == 0 || part.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) || part.Length % 4 == 1)
            return null;
        var bytes = new byte[part.Length];
        var text = part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=');
        // Bits that belong to no byte: .NET 11 refuses them here, and .NET 10 does not.
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            return null;
        Array.Resize(ref bytes, length);
        return CompactText.Encode(bytes) == part ? bytes : null;
    }
}
