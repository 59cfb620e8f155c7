namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates the options. Every error is reported, with the value and a solution.</summary>
internal static class JwtOptionsValidator
{
    /// <summary>Validates each option on its own, then the options that depend on each other.</summary>
    /// <returns>The error messages.</returns>
    public static IEnumerable<string> Validate(JwtOptions options, string applicationName) =>
    [
        .. OptionTable.Rows.Select(row => row.Validate(options)).OfType<string>(),
        .. IssuerValidator.Validate(options, applicationName),
        .. LifetimeValidator.Validate(options),
        .. LocationValidator.Validate(options),
        .. RealmValidator.Validate(options),
        .. ClaimNameValidator.Validate(options),
        .. CookieValidator.Validate(options),
        .. CsrfValidator.Validate(options.Csrf),
        .. LegacyValidator.Validate(options.ToLegacyTokens()),
        .. CallerValidator.Validate(options.Introspection),
    ];
}
