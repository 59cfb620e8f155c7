using JwtExtended.MinimalApi.Locations;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>A request to the token endpoint by a form (RFC 6749, 6). It is a feature of the request.</summary>
/// <param name="form">The form.</param>
internal sealed class TokenRequest(TokenForm form)
{
    /// <summary>Gets or sets the id of the client, where it says one.</summary>
    public string? ClientId { get; set; }

    /// <summary>Gets the scopes that the access token is to have; <see langword="null"/> = all of the session.</summary>
    public IReadOnlySet<string>? Scopes { get; } =
        form.Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
}
