using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Checks the section of the configuration before it is bound: a key or value that binding would misread or overlook is an error.</summary>
internal static partial class JwtOptionsBinder
{
    private const string TrustedOrigins = $"{nameof(JwtOptions.Csrf)}:{nameof(CsrfOptions.TrustedOrigins)}";

    private static readonly string[] Lists = [nameof(JwtOptions.Locations), TrustedOrigins];

    private static readonly Dictionary<string, Func<string, string?>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(JwtOptions.SecretKey)] = Text,
        [nameof(JwtOptions.PrivateKey)] = Text,
        [nameof(JwtOptions.PublicKey)] = Text,
        [nameof(JwtOptions.Algorithm)] = OneOf<JwtAlgorithm>,
        [nameof(JwtOptions.Issuer)] = Text,
        [nameof(JwtOptions.Audience)] = Text,
        [nameof(JwtOptions.ValidateIssuer)] = Switch,
        [nameof(JwtOptions.ValidateAudience)] = Switch,
        [nameof(JwtOptions.AccessTokenExpires)] = Duration,
        [nameof(JwtOptions.RefreshTokenExpires)] = Duration,
        [nameof(JwtOptions.SessionExpires)] = Duration,
        [nameof(JwtOptions.MaxSessions)] = Number,
        [nameof(JwtOptions.AllowNonExpiringTokens)] = Switch,
        [nameof(JwtOptions.Leeway)] = Duration,
        [nameof(JwtOptions.MaxTokenLifetime)] = Duration,
        [nameof(JwtOptions.MaxTokenLength)] = Number,
        [nameof(JwtOptions.VerifiedTokenCacheSize)] = Number,
        [nameof(JwtOptions.Locations)] = OneOf<TokenLocation>,
        [nameof(JwtOptions.HeaderName)] = Text,
        [nameof(JwtOptions.HeaderPrefix)] = Text,
        [nameof(JwtOptions.RefreshHeaderName)] = Text,
        [nameof(JwtOptions.RefreshHeaderPrefix)] = Text,
        [nameof(JwtOptions.QueryParameter)] = Text,
        [nameof(JwtOptions.PublicClaimNamespace)] = Text,
        [nameof(JwtOptions.PrivateClaimPrefix)] = Text,
        [nameof(JwtOptions.RoleClaim)] = Text,
        [$"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.AccessName)}"] = Text,
        [$"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.RefreshName)}"] = Text,
        [$"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.Domain)}"] = Text,
        [$"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.Path)}"] = Text,
        [$"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.RefreshPath)}"] = Text,
        [$"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.SameSite)}"] = OneOf<SameSiteMode>,
        [$"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.Persistent)}"] = Switch,
        [$"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.Partitioned)}"] = Switch,
        [$"{nameof(JwtOptions.Cookies)}:{nameof(JwtCookieOptions.RefreshWithin)}"] = Duration,
        [$"{nameof(JwtOptions.Csrf)}:{nameof(CsrfOptions.Mode)}"] = OneOf<CsrfMode>,
        [$"{nameof(JwtOptions.Csrf)}:{nameof(CsrfOptions.HeaderName)}"] = Text,
        [$"{nameof(JwtOptions.Csrf)}:{nameof(CsrfOptions.FormField)}"] = Text,
        [TrustedOrigins] = Text,
        [$"{nameof(JwtOptions.Keys)}:{nameof(JwtKeyOptions.ReloadOnChange)}"] = Switch,
        [$"{nameof(JwtOptions.Rotation)}:{nameof(RotationOptions.GraceWindow)}"] = Duration,
        [$"{nameof(JwtOptions.Revocation)}:{nameof(RevocationOptions.RecheckInterval)}"] = Duration,
        [$"{nameof(JwtOptions.Revocation)}:{nameof(RevocationOptions.OnStoreFailure)}"] = OneOf<StoreFailureMode>,
        [$"{nameof(JwtOptions.Revocation)}:{nameof(RevocationOptions.Timeout)}"] = Duration,
    };

    /// <summary>Binds what is sound, and adds an error for everything else.</summary>
    public static void Bind(IConfigurationSection section, JwtOptions options, List<string> errors)
    {
        var sound = new Dictionary<string, string?>();
        foreach (var (path, value) in section.AsEnumerable(makePathsRelative: true))
        {
            if (value is null || path.Length == 0)
                continue;
            if (Check(path, value) is { } error)
                errors.Add(error);
            else
                sound[path] = value;
        }

        // The framework converts; it is given only what it converts as it is meant.
        new ConfigurationBuilder().AddInMemoryCollection(sound).Build().Bind(options);
    }

    private static string? Check(string path, string value)
    {
        var list = Array.Find(Lists, list => IsItem(path, list));
        if (!Keys.TryGetValue(list ?? path, out var check) || (list is null && Lists.Contains(path, StringComparer.OrdinalIgnoreCase)))
            return $"'{JwtOptions.SectionName}:{path}' is not a known key. Did you mean '{JwtOptions.SectionName}:{Nearest(path)}'?";
        return check(value) is { } problem ? $"'{JwtOptions.SectionName}:{path}' {problem}" : null;
    }

    private static bool IsItem(string path, string list) =>
        path.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase) && path.AsSpan(list.Length + 1).ContainsAnyExceptInRange('0', '9') is false;

    private static string? Text(string value) => null;

    private static string? Switch(string value) => bool.TryParse(value, out _) ? null : $"is '{value}'. Set true or false.";

    private static string? Number(string value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : $"is '{value}'. Set a whole number.";

    private static string? OneOf<T>(string value)
        where T : struct, Enum =>
        Enum.GetNames<T>().Contains(value, StringComparer.OrdinalIgnoreCase) ? null : $"is '{value}'. Set one of: {string.Join(", ", Enum.GetNames<T>())}.";

    // "900" would be 900 days, "24:00:00" would be 24 days, "15:00" would be 15 hours, and an empty variable would be no value at all.
    private static string? Duration(string value) =>
        DurationForm().IsMatch(value) && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _)
            ? null
            : $"is '{value}', not a duration of the form [days.]hours:minutes:seconds. 15 minutes are '00:15:00', a day is '1.00:00:00'.";

    private static string Nearest(string path)
    {
        var key = Keys.Keys.MinBy(key => Distance(key.ToUpperInvariant(), path.ToUpperInvariant()))!;
        return Lists.Contains(key) ? key + ":0" : key;
    }

    /// <summary>How many characters must be inserted, removed or replaced (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    [GeneratedRegex(@"^-?(\d+\.)?([01]?\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,7})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationForm();
}
