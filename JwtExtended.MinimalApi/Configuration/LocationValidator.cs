namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates the places of a request that may carry a token, except for cookies.</summary>
internal static class LocationValidator
{
    public static IEnumerable<string> Validate(JwtOptions options) =>
    [
        .. ValidateLocations(options),
        .. ValidateHeaderText(options),
        .. ValidatePrefixes(options),
        .. ValidateHeaders(options),
        .. ValidateQuery(options),
    ];

    private static IEnumerable<string> ValidateLocations(JwtOptions options)
    {
        foreach (var location in options.Locations.Where(static location => !Enum.IsDefined(location)))
            yield return $"Locations holds {location}, which is not a member of TokenLocation. Remove it.";
        if (options.Locations.Distinct().Count() != options.Locations.Count)
            yield return "Locations holds a location twice. Remove the duplicate.";
        if (options.Locations.Contains(TokenLocation.Ticket))
            yield return "Locations holds Ticket, but tickets are accepted only by endpoints that name them. Remove it, and call "
                + "From(TokenLocation.Ticket) on those endpoints.";
        if (options.Locations.Contains(TokenLocation.Form))
            yield return "Locations holds Form, but a form carries a token only where MapJwtRefresh(), MapJwtRevocation() and "
                + "MapJwtIntrospection() map an endpoint, which read it anyway. Remove it.";
    }

    private static IEnumerable<string> ValidateHeaderText(JwtOptions options)
    {
        if (!HttpToken.IsValid(options.HeaderName))
            yield return NotToken(nameof(options.HeaderName), options.HeaderName);
        if (!IsScheme(options.HeaderPrefix))
            yield return NotToken(nameof(options.HeaderPrefix), options.HeaderPrefix);
        if (!HttpToken.IsValid(options.RefreshHeaderName))
            yield return NotToken(nameof(options.RefreshHeaderName), options.RefreshHeaderName);
        if (!IsScheme(options.RefreshHeaderPrefix))
            yield return NotToken(nameof(options.RefreshHeaderPrefix), options.RefreshHeaderPrefix);
    }

    private static IEnumerable<string> ValidateHeaders(JwtOptions options)
    {
        if (options is { HeaderPrefix: "", HeaderPrefixes.Count: 0 } && AreEqual(options.HeaderName, JwtDefaults.HeaderName))
            yield return "HeaderPrefix is empty, but the Authorization header starts with a scheme (RFC 9110, 11.6.2). "
                + "Leave it unset for 'Bearer', or set another HeaderName.";
        var prefixes = options.HeaderPrefixes.Count > 0 ? options.HeaderPrefixes : [options.HeaderPrefix];
        if (AreEqual(options.HeaderName, options.RefreshHeaderName)
            && !prefixes.Contains(options.RefreshHeaderPrefix, StringComparer.OrdinalIgnoreCase))
            yield return "HeaderName and RefreshHeaderName are the same, but their prefixes differ. Set the same prefix for both.";
    }

    private static IEnumerable<string> ValidatePrefixes(JwtOptions options)
    {
        var prefixes = options.HeaderPrefixes;
        if (prefixes.Count == 0)
            yield break;
        foreach (var prefix in prefixes.Where(static prefix => !IsScheme(prefix)))
            yield return $"HeaderPrefixes holds '{prefix}', which is not a valid token (RFC 9110, 5.6.2). Use letters, digits and '-', or "
                + "an empty string for a token without a prefix.";
        if (prefixes.Distinct(StringComparer.OrdinalIgnoreCase).Count() != prefixes.Count)
            yield return "HeaderPrefixes holds a prefix twice; upper and lower case are the same. Remove the duplicate.";
        if (options.HasHeaderPrefix && !AreEqual(options.HeaderPrefix, prefixes[0]))
            yield return $"HeaderPrefix is '{options.HeaderPrefix}', but HeaderPrefixes starts with '{prefixes[0]}'. Leave HeaderPrefix "
                + "unset: the first of HeaderPrefixes takes its place.";
        if (prefixes[0] is "" && AreEqual(options.HeaderName, JwtDefaults.HeaderName))
            yield return "HeaderPrefixes starts with an empty prefix, but challenges and token responses name the scheme of the "
                + "Authorization header (RFC 9110, 11.6.1). Put a scheme in front of it, such as 'Bearer'.";
    }

    private static IEnumerable<string> ValidateQuery(JwtOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.QueryParameter))
            yield return $"QueryParameter is empty. Leave it unset for '{JwtDefaults.QueryParameter}'.";
    }

    private static bool IsScheme(string? text) => text is "" || HttpToken.IsValid(text);

    private static bool AreEqual(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string NotToken(string name, string? value) =>
        $"{name} is '{value}', which is not a valid token (RFC 9110, 5.6.2). Use letters, digits and '-'.";
}
