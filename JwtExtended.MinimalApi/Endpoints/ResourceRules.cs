namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What an app tells about itself as a protected resource (RFC 9728, 2).</summary>
/// <param name="Resource">Its identifier: the audience of access tokens; <see langword="null"/> = none.</param>
/// <param name="Issuers">The issuers whose access tokens are accepted.</param>
/// <param name="BearerMethods">How tokens are sent, of the ways that RFC 6750, 2 has.</param>
/// <param name="IsDevelopment">Whether plain http is accepted, on loopback.</param>
internal sealed record ResourceRules(
    string? Resource, IReadOnlyList<string> Issuers, IReadOnlyList<string> BearerMethods, bool IsDevelopment);
