namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates the issuer and the audience.</summary>
internal static class IssuerValidator
{
    public static IEnumerable<string> Validate(JwtOptions options, string applicationName)
    {
        // An empty environment variable must not disable a check.
        if (options is { Issuer: "", ValidateIssuer: true })
            yield return "Issuer is empty. Set it, leave it unset for the application name, or set ValidateIssuer to false as well.";
        if (options is { Audience: "", ValidateAudience: true })
            yield return "Audience is empty. Set it, leave it unset for the application name, or set ValidateAudience to false as well.";

        var names = IssuerAndAudiences.From(options, applicationName);
        if (options.Audience == names.RefreshAudience)
            yield return $"Audience is '{options.Audience}', which is the audience of refresh tokens. Set a different one.";
        if (options.Audience == names.TicketAudience)
            yield return $"Audience is '{options.Audience}', which is the audience of tickets. Set a different one.";
    }
}
