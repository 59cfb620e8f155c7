namespace JwtExtended.MinimalApi.Cookies;

/// <summary>A handler tried to set token cookies for a cross-site request. The app's pipeline responds with a refusal.</summary>
internal sealed class CrossSiteLoginException()
    : InvalidOperationException("Token cookies are not set for a cross-site request. The response is csrf_mismatch.");
