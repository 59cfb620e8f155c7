namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates the options of the protection against cross-site request forgery.</summary>
internal static class CsrfValidator
{
    public static IEnumerable<string> Validate(CsrfOptions csrf)
    {
        if (!HttpToken.IsValid(csrf.HeaderName))
            yield return $"Csrf.HeaderName is '{csrf.HeaderName}', which is not a valid token (RFC 9110, 5.6.2). "
                + "Use letters, digits and '-'.";
        if (string.IsNullOrWhiteSpace(csrf.FormField))
            yield return $"Csrf.FormField is empty. Leave it unset for '{JwtDefaults.CsrfFormField}'.";
        foreach (var origin in csrf.TrustedOrigins.Where(static origin => !IsOrigin(origin)))
            yield return $"Csrf.TrustedOrigins holds '{origin}', which is not a valid origin. "
                + "Set it as browsers send it, in lowercase and without a path: https://app.example.com";
    }

    // RFC 6454, 6.2: what browsers send. Any other text would never match.
    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url)
        && url.GetLeftPart(UriPartial.Authority) == origin
        && url.Scheme is "https" or "http";
}
