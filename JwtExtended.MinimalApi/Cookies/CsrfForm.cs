using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>Reads the field of the double submit from a form.</summary>
internal static class CsrfForm
{
    private const long MaxBytes = 64 * 1024;

    /// <summary>Whether the body is a form.</summary>
    /// <param name="request">The request.</param>
    /// <returns><see langword="false"/> if it is something else.</returns>
    /// <remarks>Not <see cref="HttpRequest.HasFormContentType"/>, which throws when ASP.NET Core's antiforgery token is missing.</remarks>
    public static bool IsSent(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the field. The handler reads the same form again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="field">The name of the field.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The value; <see langword="null"/> when the form is too long, cannot be read, or has not exactly one such field.</returns>
    public static async ValueTask<string?> ReadAsync(HttpRequest request, string field, CancellationToken cancellationToken)
    {
        // Only a form with a declared length: the amount that is read here is bounded.
        if (!IsSent(request) || request.ContentLength is not { } length || length > MaxBytes)
            return null;
        try
        {
            var form = await request.ReadFormAsync(cancellationToken);
            var values = form[field];
            return values.Count == 1 ? values.ToString() : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A form that cannot be read proves nothing. What a reader of forms throws depends on the caller: a broken part, a charset, a
            // compressed body, an antiforgery token of ASP.NET Core that is missing.
            return null;
        }
    }
}
