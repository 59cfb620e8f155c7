using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>Protects requests that carry their token in a cookie against cross-site request forgery.</summary>
internal sealed class CsrfCheck(CsrfRules rules, OriginCheck origins)
{
    private static readonly Refusal Handshake =
        new(JwtErrorCode.CsrfMismatch, "The Origin of a WebSocket handshake with a cookie is neither the app's own nor trusted.");

    private static readonly Refusal CrossSite =
        new(JwtErrorCode.CsrfMismatch, "The request is cross-site: neither Sec-Fetch-Site nor Origin is the app's own or trusted.");

    private static readonly Refusal Mismatch =
        new(JwtErrorCode.CsrfMismatch, "The submitted value is not the csrf claim of the token.");

    private readonly Refusal _missing = new(
        JwtErrorCode.CsrfMissing,
        $"The request has neither an origin nor the csrf claim in the header {rules.HeaderName} or the form field {rules.FormField}.",
        advice: $"Send the header {rules.HeaderName}, or the form field {rules.FormField} in a form of at most 64 KiB.");

    /// <summary>Decides whether a request with a token in a cookie is permitted.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The verified token.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public async ValueTask<Refusal?> CheckAsync(HttpContext context, Token token)
    {
        // Step 1: the application has turned the protection off.
        if (rules.Mode == CsrfMode.Off)
            return null;
        // Step 2: a handshake is a GET with cookies and without CORS, so a safe method does not exempt it.
        if (OriginCheck.IsHandshake(context))
            return origins.PermitsHandshake(context.Request) ? null : origins.Explain(context.Request, Handshake);
        // Step 3: a safe method changes nothing.
        if (IsSafe(context))
            return null;
        return origins.Evaluate(context.Request) switch
        {
            // Step 4: a cross-site request is refused, whatever it submits.
            RequestOrigin.CrossSite => origins.Explain(context.Request, CrossSite),
            // Step 5: a same-origin request is permitted, unless the application requires the double submit as well.
            RequestOrigin.SameOrigin when rules.Mode == CsrfMode.Automatic => null,
            // Step 6: otherwise the double submit decides.
            _ => await CheckDoubleSubmitAsync(context, token),
        };
    }

    /// <summary>Whether the decision needs the form in the body.</summary>
    /// <param name="context">The request.</param>
    /// <returns><see langword="true"/> if only the endpoint can decide; otherwise <see langword="false"/>.</returns>
    public bool NeedsForm(HttpContext context) =>
        rules.Mode != CsrfMode.Off
        && CsrfForm.IsSent(context.Request)
        && context.Request.Headers[rules.HeaderName].Count == 0
        && !OriginCheck.IsHandshake(context)
        && !IsSafe(context)
        && (rules.Mode == CsrfMode.DoubleSubmit || origins.Evaluate(context.Request) == RequestOrigin.Unknown);

    /// <summary>Decides whether a request may sign a user in: another site must not, whatever <see cref="CsrfOptions.Mode"/> is.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public Refusal? CheckSameOrigin(HttpContext context)
    {
        if (IsSafe(context) && !OriginCheck.IsHandshake(context))
            return null;
        return origins.Evaluate(context.Request) == RequestOrigin.CrossSite ? origins.Explain(context.Request, CrossSite) : null;
    }

    /// <summary>Decides whether a method changes nothing (RFC 9110, 9.2.1).</summary>
    /// <param name="method">The method.</param>
    /// <returns><see langword="true"/> if it is safe; otherwise <see langword="false"/>.</returns>
    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    // The endpoint must list the method: a method override turns a POST handler into a GET.
    private static bool IsSafe(HttpContext context)
    {
        var method = context.Request.Method;
        if (!IsSafe(method))
            return false;
        var listed = context.GetEndpoint()?.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        return listed is not { Count: > 0 } || listed.Contains(method, StringComparer.OrdinalIgnoreCase);
    }

    private async ValueTask<Refusal?> CheckDoubleSubmitAsync(HttpContext context, Token token)
    {
        var header = context.Request.Headers[rules.HeaderName];
        if (header.Count > 1)
            return Mismatch;
        var submitted = header.Count == 1
            ? header.ToString()
            : await CsrfForm.ReadAsync(context.Request, rules.FormField, context.RequestAborted);
        if (string.IsNullOrEmpty(submitted))
            return _missing;
        return token.Csrf is { Length: > 0 } claim && AreEqual(submitted, claim) ? null : Mismatch;
    }

    private static bool AreEqual(string submitted, string claim) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(submitted), Encoding.UTF8.GetBytes(claim));
}
