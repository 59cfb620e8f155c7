using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>A handler tried to set token cookies for a cross-site request. The app's pipeline responds with the refusal.</summary>
internal sealed class CrossSiteLoginException(Refusal refusal)
    : InvalidOperationException("Token cookies are not set for a cross-site request. The response is csrf_mismatch.")
{
    public Refusal Refusal { get; } = refusal;
}
