namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The issuer of an application and the audiences of its tokens (RFC 7519, 4.1.1 and 4.1.3).</summary>
internal sealed record IssuerAndAudiences
{
    private IssuerAndAudiences(string issuer, string audience) => (Issuer, Audience) = (NullIfEmpty(issuer), NullIfEmpty(audience));

    /// <summary>The issuer; <see langword="null"/> = none.</summary>
    public string? Issuer { get; }

    /// <summary>The audience of access tokens; <see langword="null"/> = none.</summary>
    public string? Audience { get; }

    public string RefreshAudience => RefreshAudienceOf(Issuer);

    public string TicketAudience => TicketAudienceOf(Issuer);

    /// <summary>Decides whether an audience is one of refresh tokens or tickets.</summary>
    /// <param name="audience">The audience.</param>
    /// <param name="issuers">The issuers whose audiences are compared.</param>
    /// <returns><see langword="true"/> if it is; otherwise <see langword="false"/>.</returns>
    public static bool IsInner(string audience, IEnumerable<string?> issuers) =>
        issuers.Append(null).Any(issuer => audience == RefreshAudienceOf(issuer) || audience == TicketAudienceOf(issuer));

    public static IssuerAndAudiences From(JwtOptions options, string applicationName) =>
        new(options.Issuer ?? applicationName, options.Audience ?? applicationName);

    private static string RefreshAudienceOf(string? issuer) => issuer is null ? "urn:jwt-extended:refresh" : issuer + "#refresh";

    private static string TicketAudienceOf(string? issuer) => issuer is null ? "urn:jwt-extended:ticket" : issuer + "#ticket";

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
