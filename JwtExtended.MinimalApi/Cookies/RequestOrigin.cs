namespace JwtExtended.MinimalApi.Cookies;

/// <summary>Who made a request.</summary>
internal enum RequestOrigin
{
    /// <summary>Another site, or nobody who can be named.</summary>
    Foreign,

    /// <summary>This site, a trusted one, or the user directly.</summary>
    Own,

    /// <summary>The client tells nothing: no browser of the last years, or none at all.</summary>
    Unknown,
}
