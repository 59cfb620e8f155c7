using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Signs tokens as the libraries that applications move from do, with a key of their own.</summary>
internal static class LegacyForge
{
    public const string Header = """{"alg":"HS256","typ":"JWT"}""";

    public static byte[] SecretBytes { get; } = RandomNumberGenerator.GetBytes(32);

    public static JwtKey Key { get; } = JwtKey.FromSecret("base64:" + Convert.ToBase64String(SecretBytes));

    public static DateTimeOffset Until { get; } = TestApp.Start.AddDays(60);

    /// <summary>A token as Flask-JWT-Extended writes it, with members added.</summary>
    public static string Flask(string type = "access", string sub = "\"alice\"", string more = "", int lifetime = 900) => Sign(
        Header,
        $$"""{"fresh":true,"iat":{{TokenForge.Now}},"jti":"5f2a","type":"{{type}}","sub":{{sub}},"nbf":{{TokenForge.Now}},"""
        + $$""" "csrf":"c5rf","exp":{{TokenForge.Now + lifetime}}{{more}}}""");

    /// <summary>A refresh token as Flask-JWT-Extended writes it.</summary>
    public static string FlaskRefresh(string sub = "alice", string more = "") =>
        Flask("refresh", $"\"{sub}\"", more, lifetime: 30 * 24 * 3600);

    /// <summary>A token as Sanic-JWT-Extended writes it.</summary>
    public static string Sanic(string? type = "access", string more = "") => Sign(
        type is null ? Header : $$"""{"typ":"JWT","alg":"HS256","class":"{{type}}"}""",
        $$"""{"sub":"alice","jti":"0d4b","iat":{{TokenForge.Now}},"nbf":{{TokenForge.Now}},"exp":{{TokenForge.Now + 900}}{{more}}}""");

    /// <summary>A token as a hand-made issuer for the JwtBearer handler writes it.</summary>
    public static string Bearer(string more = "", string? times = null)
    {
        times ??= $",\"iat\":{TokenForge.Now},\"exp\":{TokenForge.Now + 900}";
        return Sign(Header, $$"""{"unique_name":"alice","iss":"old","aud":"shop"{{times}}{{more}}}""");
    }

    public static string Sign(string header, string payload) =>
        TokenForge.Sign(TokenForge.Encode(header), TokenForge.Encode(payload), SecretBytes);

    /// <summary>Accepts the tokens of Flask-JWT-Extended.</summary>
    public static void AcceptFlask(this JwtOptions cfg, Action<LegacyTokenOptions>? configure = null) =>
        cfg.Accept(LegacyTokenKind.FlaskJwtExtended, configure);

    /// <summary>Accepts the tokens of Sanic-JWT-Extended.</summary>
    public static void AcceptSanic(this JwtOptions cfg, Action<LegacyTokenOptions>? configure = null) =>
        cfg.Accept(LegacyTokenKind.SanicJwtExtended, configure);

    /// <summary>Accepts the tokens of a hand-made issuer.</summary>
    public static void AcceptBearer(this JwtOptions cfg, Action<LegacyTokenOptions>? configure = null) =>
        cfg.Accept(LegacyTokenKind.JwtBearer, legacy =>
        {
            (legacy.Issuer, legacy.Audience, legacy.IdentityClaim) = ("old", "shop", "unique_name");
            legacy.IsAccess = static token => token.GetString("use") is null;
            configure?.Invoke(legacy);
        });

    private static void Accept(this JwtOptions cfg, LegacyTokenKind kind, Action<LegacyTokenOptions>? configure) =>
        cfg.AcceptLegacyTokens(kind, Until, legacy =>
        {
            legacy.Key = Key;
            configure?.Invoke(legacy);
        });
}
