namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The issuer of an application and the audiences of its tokens (RFC 7519, 4.1.1 and 4.1.3).</summary>
internal sealed record IssuerAndAudiences
{
    private IssuerAndAudiences(string issuer, string audience) => (Issuer, Audience) = (NullIfEmpty(issuer), NullIfEmpty(audience));

    /// <summary>The issuer; <see langword="null"/> = none.</summary>
    public string? Issuer { get; }

    /// <summary>The audience of access tokens; <see langword="null"/> = none.</summary>
    public string? Audience { get; }

    public string RefreshAudience => Issuer is null ? "urn:jwt-extended:refresh" : Issuer + "#refresh";

    public string TicketAudience => Issuer is null ? "urn:jwt-extended:ticket" : Issuer + "#ticket";

    public static IssuerAndAudiences From(JwtOptions options, string applicationName) =>
        new(options.Issuer ?? applicationName, options.Audience ?? applicationName);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
