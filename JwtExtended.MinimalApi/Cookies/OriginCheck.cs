using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>Determines where a request comes from: by fetch metadata first, then by the <c>Origin</c> header (RFC 6454).</summary>
internal sealed class OriginCheck(CsrfRules rules, ILogger logger)
{
    private const string FetchSite = "Sec-Fetch-Site";

    private static readonly Refusal BehindProxy = new(
        JwtErrorCode.CsrfMismatch,
        "The Origin is not the app's own, which is unknown behind a proxy: call app.UseForwardedHeaders() before Jwt.Initialize.");

    private int _warnedOfProxy;

    /// <summary>Determines the origin of a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The origin. Anything that is not the app's own or trusted is cross-site, including the opaque origin <c>null</c>.</returns>
    public RequestOrigin Evaluate(HttpRequest request)
    {
        var site = request.Headers[FetchSite];
        var origin = request.Headers.Origin;
        // Step 1: a repeated header is ambiguous.
        if (site.Count > 1 || origin.Count > 1)
            return RequestOrigin.CrossSite;
        // Step 2: an origin on the allow list is trusted, whatever the fetch metadata.
        if (IsTrusted(origin))
            return RequestOrigin.SameOrigin;
        // Step 3: fetch metadata decides where it exists. Scripts cannot set it, and "none" is the user's own navigation.
        if (site.Count == 1)
            return site[0] is "same-origin" or "none" ? RequestOrigin.SameOrigin : RequestOrigin.CrossSite;
        // Step 4: without either header the client is an old browser, or not a browser.
        if (origin.Count == 0)
            return RequestOrigin.Unknown;
        // Step 5: an older browser reports only the origin, which must be the one that the request was sent to.
        return IsOwn(request, origin.ToString()) ? RequestOrigin.SameOrigin : RequestOrigin.CrossSite;
    }

    /// <summary>Decides whether a handshake may open a connection, which CORS does not protect.</summary>
    /// <param name="request">The handshake.</param>
    /// <returns><see langword="true"/> if its origin is the app's own or trusted; otherwise <see langword="false"/>.</returns>
    public bool PermitsHandshake(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 1 && (IsTrusted(origin) || IsOwn(request, origin.ToString()));
    }

    /// <summary>Explains why a request is refused for its origin.</summary>
    /// <param name="request">The refused request.</param>
    /// <param name="usual">The usual refusal.</param>
    /// <returns>The usual refusal, or one that names the cure if a proxy in front of the app may be the reason.</returns>
    public Refusal Explain(HttpRequest request, Refusal usual)
    {
        if (!MayBeOwnBehindProxy(request))
            return usual;
        if (Interlocked.Exchange(ref _warnedOfProxy, 1) == 0)
            Log.OriginBehindProxy(logger, request.Scheme);
        return BehindProxy;
    }

    /// <summary>Decides whether a request is the handshake of a WebSocket.</summary>
    /// <param name="context">The request.</param>
    /// <returns><see langword="true"/> if it is; otherwise <see langword="false"/>.</returns>
    public static bool IsHandshake(HttpContext context)
    {
        // RFC 8441, 4: an extended CONNECT. RFC 6455, 4.1: a GET with an upgrade.
        if (HttpMethods.IsConnect(context.Request.Method))
            return context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
        var upgrade = context.Request.Headers.Upgrade;
        if (upgrade.Count == 0)
            return false;
        foreach (var value in upgrade)
        {
            if (value?.Contains("websocket", StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }

        return false;
    }

    private bool IsTrusted(StringValues origin) => origin.Count == 1 && rules.TrustedOrigins.Contains(origin.ToString());

    private static bool IsOwn(HttpRequest request, string text) => WebOrigin.Parse(text) is { } origin && origin == OwnOf(request);

    private static bool MayBeOwnBehindProxy(HttpRequest request)
    {
        // The browser itself says that the request is foreign, or does not say where it comes from.
        if (request.Headers[FetchSite].ToString() is not ("" or "same-origin")
            || WebOrigin.Parse(request.Headers.Origin.ToString()) is not { } origin)
            return false;
        // A proxy that terminates TLS and keeps the host.
        if (origin.Scheme == "https" && !request.IsHttps && origin.Host == OwnOf(request)?.Host)
            return true;
        // A proxy that reports what it changed, and no middleware that applied it.
        return Reports(request, "X-Forwarded-") && !Reports(request, "X-Original-");
    }

    private static bool Reports(HttpRequest request, string prefix) =>
        request.Headers.ContainsKey(prefix + "Proto")
        || request.Headers.ContainsKey(prefix + "Host")
        || request.Headers.ContainsKey(prefix + "For");

    // The header, not Request.Host, which decodes punycode to Unicode and throws where it cannot.
    private static WebOrigin? OwnOf(HttpRequest request) => WebOrigin.Parse($"{request.Scheme}://{request.Headers.Host}");
}
