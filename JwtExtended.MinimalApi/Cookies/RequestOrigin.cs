namespace JwtExtended.MinimalApi.Cookies;

/// <summary>Where a request comes from, as its browser reports it.</summary>
internal enum RequestOrigin
{
    /// <summary>Another site, or an origin that is opaque or ambiguous.</summary>
    CrossSite,

    /// <summary>The app's own origin, a trusted one, or the user directly.</summary>
    SameOrigin,

    /// <summary>Not reported: the client is an old browser, or not a browser.</summary>
    Unknown,
}
