using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>Decides whether a request with a token by cookie was made by another site. A request that changes nothing is let pass.</summary>
internal sealed class CsrfCheck(CsrfRules rules, OriginCheck origins)
{
    private const long MaxFormBytes = 64 * 1024;

    private static readonly Refusal Handshake = new(JwtErrorCode.CsrfMismatch, "A WebSocket handshake with a cookie needs an Origin that is its own or trusted.");
    private static readonly Refusal Foreign = new(JwtErrorCode.CsrfMismatch, "Another site made the request: neither Sec-Fetch-Site nor Origin is its own or trusted.");
    private static readonly Refusal Wrong = new(JwtErrorCode.CsrfMismatch, "The double submit is not the csrf claim of the token.");

    private readonly Refusal _missing = new(
        JwtErrorCode.CsrfMissing,
        $"The request names no origin, and repeats no csrf claim: neither the header {rules.HeaderName} nor the form field {rules.FormField} is there.",
        advice: $"Send the header {rules.HeaderName}, or the form field {rules.FormField}.");

    public async ValueTask<Refusal?> CheckAsync(HttpContext context, Token token)
    {
        if (rules.Mode == CsrfMode.Off)
            return null;
        if (OriginCheck.IsHandshake(context))
            return origins.PermitsHandshake(context.Request) ? null : Handshake;
        if (IsSafe(context))
            return null;
        return origins.Evaluate(context.Request) switch
        {
            RequestOrigin.Foreign => Foreign,
            RequestOrigin.Own when rules.Mode == CsrfMode.Automatic => null,
            _ => await CheckDoubleSubmitAsync(context, token),
        };
    }

    /// <summary>Whether a request may set the cookies of a login: another site must not sign a visitor in.</summary>
    public bool PermitsLogin(HttpContext context) => rules.Mode == CsrfMode.Off || IsSafe(context) || origins.Evaluate(context.Request) != RequestOrigin.Foreign;

    // The endpoint must list the method: an override turns a POST handler into a GET.
    private static bool IsSafe(HttpContext context)
    {
        var method = context.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method))
            return false;
        var listed = context.GetEndpoint()?.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        return listed is not { Count: > 0 } || listed.Contains(method, StringComparer.OrdinalIgnoreCase);
    }

    private async ValueTask<Refusal?> CheckDoubleSubmitAsync(HttpContext context, Token token)
    {
        var header = context.Request.Headers[rules.HeaderName];
        if (header.Count > 1)
            return Wrong;
        var submitted = header.Count == 1 ? header.ToString() : await ReadFormAsync(context.Request, context.RequestAborted);
        if (string.IsNullOrEmpty(submitted))
            return _missing;
        return token.Csrf is { Length: > 0 } claim && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(submitted), Encoding.UTF8.GetBytes(claim)) ? null : Wrong;
    }

    // Only a form that says how large it is: nobody makes this read without end. The handler reads the same form again.
    private async ValueTask<string?> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType || request.ContentLength is not { } length || length > MaxFormBytes)
            return null;
        try
        {
            var form = await request.ReadFormAsync(cancellationToken);
            var values = form[rules.FormField];
            return values.Count == 1 ? values.ToString() : null;
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            // A form that cannot be read proves nothing.
            return null;
        }
    }
}
