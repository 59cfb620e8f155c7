using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>Which site made a request, as far as its browser tells: fetch metadata first, then the origin (RFC 6454).</summary>
internal sealed class OriginCheck(CsrfRules rules, ILogger logger)
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>Decides. A header that stands twice, and the opaque origin <c>null</c>, belong to nobody.</summary>
    public RequestOrigin Evaluate(HttpRequest request)
    {
        var site = request.Headers[FetchSite];
        var origin = request.Headers.Origin;
        if (site.Count > 1 || origin.Count > 1)
            return RequestOrigin.Foreign;
        if (site.Count == 1)
            return site[0] is "same-origin" or "none" || IsTrusted(origin) ? RequestOrigin.Own : RequestOrigin.Foreign;
        if (origin.Count == 0)
            return RequestOrigin.Unknown;
        return IsTrusted(origin) || IsOwn(request, origin.ToString()) ? RequestOrigin.Own : RequestOrigin.Foreign;
    }

    /// <summary>A handshake is answered with a connection that CORS does not guard: only an own or trusted origin will do.</summary>
    public bool PermitsHandshake(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 1 && (IsTrusted(origin) || IsOwn(request, origin.ToString()));
    }

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

    private bool IsOwn(HttpRequest request, string origin)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var url) || origin.Length != url.GetLeftPart(UriPartial.Authority).Length || !request.Host.HasValue)
            return false;
        var own = new HostString(url.IdnHost.Contains(':', StringComparison.Ordinal) ? $"[{url.IdnHost}]" : url.IdnHost, url.Port);
        var port = request.Host.Port ?? (request.IsHttps ? 443 : 80);
        var sameHost = string.Equals(own.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase);
        if (sameHost && string.Equals(url.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase) && url.Port == port)
            return true;
        if (sameHost && !string.Equals(url.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase))
            Log.OnlySchemeDiffers(logger, request.Scheme);
        return false;
    }
}
