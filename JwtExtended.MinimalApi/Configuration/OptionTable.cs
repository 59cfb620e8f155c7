using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Describes every option that the configuration can set. Keys, stores and callbacks are set by methods instead.</summary>
internal static class OptionTable
{
    private const string Cookies = $"{nameof(JwtOptions.Cookies)}:";
    private const string Csrf = $"{nameof(JwtOptions.Csrf)}:";
    private const string Introspection = $"{nameof(JwtOptions.Introspection)}:";
    private const string Keys = $"{nameof(JwtOptions.Keys)}:";
    private const string Rotation = $"{nameof(JwtOptions.Rotation)}:";
    private const string Revocation = $"{nameof(JwtOptions.Revocation)}:";

    private static readonly OptionRange Lifetimes = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_525), allowsInfinite: true);

    public static readonly ImmutableArray<OptionDescriptor> Rows =
    [
        Text(nameof(JwtOptions.SecretKey), o => o.SecretKey),
        Text(nameof(JwtOptions.PrivateKey), o => o.PrivateKey),
        Text(nameof(JwtOptions.PublicKey), o => o.PublicKey),
        Choice<JwtAlgorithm>(nameof(JwtOptions.Algorithm), o => o.Algorithm),
        Text(nameof(JwtOptions.Issuer), o => o.Issuer),
        Text(nameof(JwtOptions.Audience), o => o.Audience),
        Text(nameof(JwtOptions.ClientId), o => o.ClientId),
        List(Text(nameof(JwtOptions.AcceptedIssuers), o => o.AcceptedIssuers)),
        List(Text(nameof(JwtOptions.AcceptedAudiences), o => o.AcceptedAudiences)),
        Switch(nameof(JwtOptions.ValidateIssuer), o => o.ValidateIssuer),
        Switch(nameof(JwtOptions.ValidateAudience), o => o.ValidateAudience),
        Duration(nameof(JwtOptions.AccessTokenExpires), o => o.AccessTokenExpires, Lifetimes),
        Duration(nameof(JwtOptions.RefreshTokenExpires), o => o.RefreshTokenExpires, Lifetimes),
        Duration(nameof(JwtOptions.SessionExpires), o => o.SessionExpires, Lifetimes),
        Number(nameof(JwtOptions.MaxSessions), o => o.MaxSessions,
            new(1, 10_000, "sessions") { Alternative = "set it to null for no limit" }),
        Switch(nameof(JwtOptions.AllowNonExpiringTokens), o => o.AllowNonExpiringTokens),
        Duration(nameof(JwtOptions.Leeway), o => o.Leeway, new(TimeSpan.Zero, TimeSpan.FromHours(1))),
        Duration(nameof(JwtOptions.MaxTokenLifetime), o => o.MaxTokenLifetime, Lifetimes),
        Number(nameof(JwtOptions.MaxTokenLength), o => o.MaxTokenLength, new(256, 65_536, "characters")),
        Number(nameof(JwtOptions.VerifiedTokenCacheSize), o => o.VerifiedTokenCacheSize, new(0, 1_000_000, "tokens")),
        List(Choice<TokenLocation>(nameof(JwtOptions.Locations), o => o.Locations)),
        Text(nameof(JwtOptions.HeaderName), o => o.HeaderName),
        Text(nameof(JwtOptions.HeaderPrefix), o => o.HeaderPrefix),
        List(Text(nameof(JwtOptions.HeaderPrefixes), o => o.HeaderPrefixes)),
        Text(nameof(JwtOptions.Realm), o => o.Realm),
        Text(nameof(JwtOptions.RefreshHeaderName), o => o.RefreshHeaderName),
        Text(nameof(JwtOptions.RefreshHeaderPrefix), o => o.RefreshHeaderPrefix),
        Text(nameof(JwtOptions.QueryParameter), o => o.QueryParameter),
        Text(nameof(JwtOptions.PublicClaimNamespace), o => o.PublicClaimNamespace),
        Text(nameof(JwtOptions.PrivateClaimPrefix), o => o.PrivateClaimPrefix),
        Text(nameof(JwtOptions.RoleClaim), o => o.RoleClaim),
        Switch(nameof(JwtOptions.MapInboundClaims), o => o.MapInboundClaims),
        Switch(nameof(JwtOptions.TraceUsers), o => o.TraceUsers),
        Choice<CookieCarry>(Cookies + nameof(JwtCookieOptions.Carry), o => o.Cookies.Carry),
        Text(Cookies + nameof(JwtCookieOptions.AccessName), o => o.Cookies.AccessName),
        Text(Cookies + nameof(JwtCookieOptions.RefreshName), o => o.Cookies.RefreshName),
        Text(Cookies + nameof(JwtCookieOptions.Domain), o => o.Cookies.Domain),
        Text(Cookies + nameof(JwtCookieOptions.Path), o => o.Cookies.Path),
        Text(Cookies + nameof(JwtCookieOptions.RefreshPath), o => o.Cookies.RefreshPath),
        Choice<SameSiteMode>(Cookies + nameof(JwtCookieOptions.SameSite), o => o.Cookies.SameSite, except: SameSiteMode.Unspecified),
        Switch(Cookies + nameof(JwtCookieOptions.Persistent), o => o.Cookies.Persistent),
        Switch(Cookies + nameof(JwtCookieOptions.Partitioned), o => o.Cookies.Partitioned),
        Duration(Cookies + nameof(JwtCookieOptions.RefreshWithin), o => o.Cookies.RefreshWithin),
        Choice<CsrfMode>(Csrf + nameof(CsrfOptions.Mode), o => o.Csrf.Mode),
        List(Text(Csrf + nameof(CsrfOptions.TrustedOrigins), o => o.Csrf.TrustedOrigins)),
        Text(Csrf + nameof(CsrfOptions.HeaderName), o => o.Csrf.HeaderName),
        Text(Csrf + nameof(CsrfOptions.FormField), o => o.Csrf.FormField),
        Text(Csrf + nameof(CsrfOptions.AccessCookieName), o => o.Csrf.AccessCookieName),
        Text(Csrf + nameof(CsrfOptions.RefreshCookieName), o => o.Csrf.RefreshCookieName),
        Switch(Introspection + nameof(IntrospectionOptions.AllowRefreshTokens), o => o.Introspection.AllowRefreshTokens),
        Switch(Keys + nameof(JwtKeyOptions.ReloadOnChange), o => o.Keys.ReloadOnChange),
        Switch(Keys + nameof(JwtKeyOptions.KeepReplaced), o => o.Keys.KeepReplaced),
        List(Text(Keys + nameof(JwtKeyOptions.RefreshSecrets), o => o.Keys.RefreshSecrets)),
        Duration(Keys + nameof(JwtKeyOptions.SigningTimeout), o => o.Keys.SigningTimeout,
            new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1))),
        Duration(Rotation + nameof(RotationOptions.GraceWindow), o => o.Rotation.GraceWindow, new(TimeSpan.Zero, TimeSpan.FromSeconds(60))),
        Duration(Rotation + nameof(RotationOptions.LostAnswerWindow), o => o.Rotation.LostAnswerWindow,
            new(TimeSpan.Zero, TimeSpan.FromDays(30))),
        Duration(Revocation + nameof(RevocationOptions.Timeout), o => o.Revocation.Timeout,
            new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1))),
        Duration(Revocation + nameof(RevocationOptions.RecheckInterval), o => o.Revocation.RecheckInterval,
            new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10))),
        Choice<StoreFailureMode>(Revocation + nameof(RevocationOptions.OnStoreFailure), o => o.Revocation.OnStoreFailure),
    ];

    private static readonly FrozenDictionary<string, OptionDescriptor> ByKey =
        Rows.ToFrozenDictionary(static row => row.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the option that a path below the section sets.</summary>
    /// <param name="path">The path: a key, or the key of a list and an index.</param>
    /// <returns>The option; <see langword="null"/> if no option has that path.</returns>
    public static OptionDescriptor? Find(string path)
    {
        var colon = path.LastIndexOf(':');
        var isItem = colon >= 0 && !path.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9');
        return ByKey.TryGetValue(isItem ? path[..colon] : path, out var row) && row.IsList == isItem ? row : null;
    }

    /// <summary>Whether a path is that of an option, or what holds options: what is misspelled below it must not be ignored.</summary>
    /// <returns><see langword="false"/> if it can be a setting of the application's own.</returns>
    public static bool IsPartOfOptions(string path) => Find(path) is not null || CallerSettings.FindId(path) is not null || Rows.Any(row =>
        row.Key.Equals(path, StringComparison.OrdinalIgnoreCase) || row.Key.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds the path that an unknown path was meant to be.</summary>
    /// <returns>The path; <see langword="null"/> where none resembles it: a poor guess would mislead.</returns>
    public static string? Suggest(string path)
    {
        if (OptionSynonyms.Find(path) is { } synonym)
            return synonym;
        var row = Rows.MinBy(row => EditDistance.Between(row.Key, path))!;
        if (EditDistance.Between(row.Key, path) > row.Key.Length / 3)
            return null;
        return row.IsList ? $"{row.Key}:0" : row.Key;
    }

    private static OptionDescriptor Text(string key, Func<JwtOptions, object?> getValue) => new(key, getValue, OptionText.CheckString);

    private static OptionDescriptor Switch(string key, Func<JwtOptions, object?> getValue) => new(key, getValue, OptionText.CheckBoolean);

    private static OptionDescriptor Number(string key, Func<JwtOptions, object?> getValue, OptionRange range) =>
        new(key, getValue, OptionText.CheckInteger) { Range = range };

    private static OptionDescriptor Duration(string key, Func<JwtOptions, object?> getValue, OptionRange? range = null) =>
        new(key, getValue, OptionText.CheckDuration) { Range = range };

    private static OptionDescriptor Choice<T>(string key, Func<JwtOptions, object?> getValue, T? except = null)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().Where(value => !value.Equals(except)).Select(static value => value.ToString()).ToArray();
        return new(key, getValue, text => OptionText.CheckName(text, names)) { CheckValue = value => CheckMember(value, names) };
    }

    private static string? CheckMember(object value, string[] names) =>
        names.Contains(value.ToString()) ? null : $"is {value}. Set one of: {string.Join(", ", names)}.";

    private static OptionDescriptor List(OptionDescriptor item) => item with { IsList = true, CheckValue = null };
}
