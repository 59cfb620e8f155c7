using System.Buffers;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Checks the options, all of them, and quotes what is wrong.</summary>
internal static class JwtOptionsValidator
{
    // RFC 9110, 5.6.2: the characters of a token, such as a header name or a scheme.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static void Validate(JwtOptions options, string applicationName, List<string> errors)
    {
        CheckNames(options, applicationName, errors);
        CheckLifetime(nameof(options.AccessTokenExpires), options.AccessTokenExpires, options, errors);
        CheckLifetime(nameof(options.RefreshTokenExpires), options.RefreshTokenExpires, options, errors);
        CheckLifetime(nameof(options.SessionExpires), options.SessionExpires, options, errors);
        CheckSessions(options, errors);
        CheckMaxLifetime(options, errors);
        CheckRange(nameof(options.Leeway), options.Leeway, TimeSpan.Zero, JwtDefaults.GreatestLeeway, errors);
        CheckRange("Revocation.RecheckInterval", options.Revocation.RecheckInterval, JwtDefaults.LeastRecheckInterval, JwtDefaults.GreatestRecheckInterval, errors);
        CheckRange("Revocation.Timeout", options.Revocation.Timeout, JwtDefaults.LeastTimeout, JwtDefaults.GreatestTimeout, errors);
        if (options.MaxTokenLength is < JwtDefaults.LeastMaxTokenLength or > JwtDefaults.GreatestMaxTokenLength)
            errors.Add($"MaxTokenLength is {options.MaxTokenLength}. Set {JwtDefaults.LeastMaxTokenLength} to {JwtDefaults.GreatestMaxTokenLength} characters.");
        if (options.VerifiedTokenCacheSize is < 0 or > JwtDefaults.GreatestVerifiedTokenCacheSize)
            errors.Add($"VerifiedTokenCacheSize is {options.VerifiedTokenCacheSize}. Set 0 to {JwtDefaults.GreatestVerifiedTokenCacheSize} tokens.");
        CheckHeaders(options, errors);
        CheckClaims(options, errors);
        CookieValidator.Validate(options, errors);
        foreach (var location in options.Locations.Where(static location => !Enum.IsDefined(location)))
            errors.Add($"Locations holds {location}, which is no location. Use the members of TokenLocation.");
        if (options.Locations.Distinct().Count() != options.Locations.Count)
            errors.Add("Locations names a place twice. Name each once.");
    }

    private static void CheckNames(JwtOptions options, string applicationName, List<string> errors)
    {
        // An empty variable must not switch a check off.
        if (options is { Issuer: "", ValidateIssuer: true })
            errors.Add("Issuer is empty. Set it, leave it out for the application's name, or set ValidateIssuer to false as well.");
        if (options is { Audience: "", ValidateAudience: true })
            errors.Add("Audience is empty. Set it, leave it out for the application's name, or set ValidateAudience to false as well.");
        if (options.Audience is { } audience && audience == JwtDefaults.RefreshAudience(options.Issuer ?? applicationName))
            errors.Add($"Audience is '{audience}', which is the audience of refresh tokens. Choose another one.");
        if (options.Audience is { } other && other == JwtDefaults.TicketAudience(options.Issuer ?? applicationName))
            errors.Add($"Audience is '{other}', which is the audience of tickets. Choose another one.");
        if (string.IsNullOrWhiteSpace(options.QueryParameter))
            errors.Add("QueryParameter is empty. Leave it out for 'jwt'.");
    }

    private static void CheckLifetime(string name, TimeSpan lifetime, JwtOptions options, List<string> errors)
    {
        if (lifetime == Timeout.InfiniteTimeSpan)
        {
            if (!options.AllowNonExpiringTokens)
                errors.Add($"{name} is infinite. Set a lifetime, or AllowNonExpiringTokens if tokens are to live for ever.");
        }
        else
        {
            CheckRange(name, lifetime, JwtDefaults.LeastLifetime, JwtDefaults.GreatestLifetime, errors);
        }
    }

    private static void CheckSessions(JwtOptions options, List<string> errors)
    {
        if (options.SessionExpires != Timeout.InfiniteTimeSpan && options.AccessTokenExpires > options.SessionExpires)
            errors.Add($"SessionExpires is {options.SessionExpires}, shorter than AccessTokenExpires ({options.AccessTokenExpires}). No token outlives its session: raise the one or lower the other.");
        if (options.MaxSessions is < 1 or > JwtDefaults.GreatestMaxSessions)
            errors.Add($"MaxSessions is {options.MaxSessions}. Set 1 to {JwtDefaults.GreatestMaxSessions}, or leave it out for any number.");
        CheckRange("Rotation.GraceWindow", options.Rotation.GraceWindow, TimeSpan.Zero, JwtDefaults.GreatestGraceWindow, errors);
        if (!Enum.IsDefined(options.Revocation.OnStoreFailure))
            errors.Add($"Revocation.OnStoreFailure is {options.Revocation.OnStoreFailure}, which is no mode. Use the members of StoreFailureMode.");
    }

    private static void CheckMaxLifetime(JwtOptions options, List<string> errors)
    {
        if (options.MaxTokenLifetime is not { } max)
            return;
        CheckLifetime(nameof(options.MaxTokenLifetime), max, options, errors);
        if (max == Timeout.InfiniteTimeSpan)
            return;
        foreach (var (name, lifetime) in new[]
        {
            (nameof(options.AccessTokenExpires), options.AccessTokenExpires),
            (nameof(options.RefreshTokenExpires), options.RefreshTokenExpires),
        })
        {
            if (lifetime > max)
                errors.Add($"{name} is {lifetime}, longer than MaxTokenLifetime ({max}). Raise the one or lower the other.");
        }
    }

    private static void CheckRange(string name, TimeSpan value, TimeSpan least, TimeSpan greatest, List<string> errors)
    {
        if (value < least || value > greatest)
            errors.Add($"{name} is {value}. Set {least} to {greatest}.");
    }

    private static void CheckHeaders(JwtOptions options, List<string> errors)
    {
        CheckToken(nameof(options.HeaderName), options.HeaderName, mayBeEmpty: false, errors);
        CheckToken(nameof(options.HeaderPrefix), options.HeaderPrefix, mayBeEmpty: true, errors);
        CheckToken(nameof(options.RefreshHeaderName), options.RefreshHeaderName, mayBeEmpty: false, errors);
        CheckToken(nameof(options.RefreshHeaderPrefix), options.RefreshHeaderPrefix, mayBeEmpty: true, errors);
        if (options.HeaderPrefix is "" && string.Equals(options.HeaderName, JwtDefaults.HeaderName, StringComparison.OrdinalIgnoreCase))
            errors.Add("HeaderPrefix is empty, but the Authorization header begins with a scheme (RFC 9110, 11.6.2). Leave it out for 'Bearer', or set another HeaderName.");
        if (string.Equals(options.HeaderName, options.RefreshHeaderName, StringComparison.OrdinalIgnoreCase)
            && !string.Equals(options.HeaderPrefix, options.RefreshHeaderPrefix, StringComparison.OrdinalIgnoreCase))
            errors.Add("HeaderName and RefreshHeaderName are the same, but their prefixes differ. Make the prefixes the same too.");
    }

    private static void CheckToken(string name, string? value, bool mayBeEmpty, List<string> errors)
    {
        if (!IsToken(value) && !(mayBeEmpty && value is ""))
            errors.Add($"{name} is '{value}', which is no token of RFC 9110, 5.6.2. Use letters, digits and '-'.");
    }

    /// <summary>Whether the text is a token of RFC 9110, 5.6.2.</summary>
    public static bool IsToken(string? text) => text is { Length: > 0 } && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    private static void CheckClaims(JwtOptions options, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(options.RoleClaim) || ClaimNames.IsRegistered(options.RoleClaim))
            errors.Add($"RoleClaim is '{options.RoleClaim}', which is empty or a claim with a meaning of its own. Use a name such as 'role' or 'roles'.");
        if (options is { PublicClaimNamespace: { Length: > 0 } publicNamespace, PrivateClaimPrefix: { Length: > 0 } prefix } && Overlap(publicNamespace, prefix + "_"))
            errors.Add($"PublicClaimNamespace '{publicNamespace}' and PrivateClaimPrefix '{prefix}' begin alike, so that claims could not be told apart. Change one of them.");
    }

    private static bool Overlap(string a, string b) => a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);
}
