namespace JwtExtended.MinimalApi.Cookies;

/// <summary>A handler was about to set token cookies for a request that another site made. The app's pipeline answers it with a refusal.</summary>
internal sealed class CrossSiteLoginException() : InvalidOperationException("Another site made the request: token cookies are not set for it, and csrf_mismatch is answered.");
