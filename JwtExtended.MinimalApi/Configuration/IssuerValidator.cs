using JwtExtended.MinimalApi.Tokens;

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

        if (options.ClientId is { Length: > 0 } client && !PrintableText.IsClientId(client))
            yield return $"ClientId is '{client}', but it consists of visible ASCII characters and spaces (RFC 6749, A.1). Use those only.";

        var names = IssuerAndAudiences.From(options, applicationName);
        foreach (var problem in (string[])[.. ValidateAcceptedIssuers(options, names), .. ValidateAcceptedAudiences(options, names)])
            yield return problem;
        if (options.Audience == names.RefreshAudience)
            yield return $"Audience is '{options.Audience}', which is the audience of refresh tokens. Set a different one.";
        if (options.Audience == names.TicketAudience)
            yield return $"Audience is '{options.Audience}', which is the audience of tickets. Set a different one.";
    }

    private static IEnumerable<string> ValidateAcceptedIssuers(JwtOptions options, IssuerAndAudiences names)
    {
        if (options.AcceptedIssuers.Count > 0 && !options.ValidateIssuer)
            yield return "AcceptedIssuers is set, but ValidateIssuer is false: every issuer is accepted. Remove one of them.";
        const string option = nameof(options.AcceptedIssuers);
        foreach (var problem in ValidateEntries(option, options.AcceptedIssuers, nameof(options.Issuer), names.Issuer))
            yield return problem;
    }

    private static IEnumerable<string> ValidateAcceptedAudiences(JwtOptions options, IssuerAndAudiences names)
    {
        const string option = nameof(options.AcceptedAudiences);
        var accepted = options.AcceptedAudiences;
        if (accepted.Count > 0 && !options.ValidateAudience)
            yield return $"{option} is set, but ValidateAudience is false: every audience is accepted. Remove one of them.";
        foreach (var problem in ValidateEntries(option, accepted, nameof(options.Audience), names.Audience))
            yield return problem;
        // A service that takes refresh tokens of another one for access tokens would accept them for a month.
        foreach (var inner in accepted.Where(audience => IssuerAndAudiences.IsInner(audience, [names.Issuer, .. options.AcceptedIssuers])))
            yield return $"{option} holds '{inner}', which is an audience of refresh tokens or tickets. Remove it.";
    }

    private static IEnumerable<string> ValidateEntries(string option, IList<string> entries, string ownOption, string? own)
    {
        if (entries.Any(string.IsNullOrWhiteSpace))
            yield return $"{option} holds an empty entry. Remove it.";
        foreach (var same in entries.Where(static entry => !string.IsNullOrWhiteSpace(entry)).GroupBy(static entry => entry))
        {
            if (same.Key == own)
                yield return $"{option} holds '{own}', which {ownOption} accepts already. Remove it.";
            else if (same.Count() > 1)
                yield return $"{option} holds '{same.Key}' twice. Remove the duplicate.";
        }
    }
}
