using JwtExtended.MinimalApi.Cookies;

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
        foreach (var origin in csrf.TrustedOrigins.Where(static origin => WebOrigin.Parse(origin)?.ToString() != origin))
            yield return $"Csrf.TrustedOrigins holds '{origin}', which is not a valid origin. Set it as browsers send it, in lowercase, "
                + "in punycode, and without a path: https://app.example.com";
    }
}
