using System.Collections.Frozen;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>What other libraries and tutorials call the options.</summary>
internal static class OptionSynonyms
{
    private static readonly FrozenDictionary<string, string> Options = new (string Option, string[] Names)[]
    {
        (nameof(JwtOptions.SecretKey),
        [
            "Key", "Secret", "SigningKey", "SecurityKey", "IssuerSigningKey", "TokenKey", "SymmetricKey", "JwtKey", "JwtSecret",
            "SigningSecret", "AccessTokenSecret", "Password",
        ]),
        (nameof(JwtOptions.Issuer), ["ValidIssuer", "ValidIssuers", "Iss", "TokenIssuer", "Authority"]),
        (nameof(JwtOptions.Audience), ["ValidAudience", "ValidAudiences", "Audiences", "Aud", "TokenAudience"]),
        (nameof(JwtOptions.AccessTokenExpires),
        [
            "Expires", "Expire", "Expiration", "Expiry", "Lifetime", "Duration", "ExpiresIn", "ExpireTime", "ExpirationTime",
            "TokenLifetime", "TokenExpiration", "TokenExpiry", "TokenValidity", "AccessTokenExpiration", "AccessTokenExpiry",
            "AccessTokenLifetime",
        ]),
        (nameof(JwtOptions.RefreshTokenExpires),
        [
            "RefreshTokenExpiration", "RefreshTokenExpiry", "RefreshTokenLifetime", "RefreshTokenTtl", "RefreshTokenValidity",
            "RefreshExpires",
        ]),
        (nameof(JwtOptions.Leeway), ["ClockSkew", "Skew", "Tolerance"]),
        (nameof(JwtOptions.HeaderPrefix), ["Scheme", "TokenType", "HeaderType"]),
        ($"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.AccessName)}", ["CookieName", "AccessCookieName"]),
        ($"{nameof(JwtOptions.Locations)}:0", ["TokenLocation", "TokenLocations", "Location"]),
    }.SelectMany(static row => row.Names.Select(name => (Name: name, row.Option)))
        .ToFrozenDictionary(static row => row.Name, static row => row.Option, StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Units =
        ["InMinutes", "InHours", "InDays", "InSeconds", "Minutes", "Hours", "Days", "Seconds", "Mins"];

    /// <summary>Finds the option that goes by another name elsewhere.</summary>
    /// <param name="path">The path below the section.</param>
    /// <returns>The path of the option; <see langword="null"/> for a name that is not known.</returns>
    public static string? Find(string path)
    {
        // The item of a list.
        var colon = path.LastIndexOf(':');
        var name = colon > 0 && !path.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9') ? path[..colon] : path;
        if (Options.GetValueOrDefault(name) is { } option)
            return option;
        // "ExpireMinutes", "TokenExpiryInMinutes".
        var unit = Array.Find(Units, unit => name.Length > unit.Length && name.EndsWith(unit, StringComparison.OrdinalIgnoreCase));
        return unit is null ? null : Options.GetValueOrDefault(name[..^unit.Length]);
    }
}
