using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Responds with an error as OAuth clients expect it (RFC 6749, 5.2; RFC 7009, 2.2.1; RFC 7662, 2.3).</summary>
internal static class OAuthError
{
    private const string InvalidClient = "invalid_client";
    private const string Challenge = "Basic realm=\"oauth\", charset=\"UTF-8\"";

    /// <summary>Writes the status, the headers and the body of a refusal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="entry">The row of the error table.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="showsReason">Whether the response says the exact reason.</param>
    /// <returns>A task that completes when the response has been written.</returns>
    public static Task WriteAsync(HttpContext context, ErrorEntry entry, Refusal refusal, bool showsReason)
    {
        var response = context.Response;
        var error = refusal.OAuthError ?? entry.OAuthError;
        response.StatusCode = StatusOf(entry, error);
        response.ContentLength = null;
        response.ContentType = "application/json";
        OAuthResponse.ForbidCaching(response);
        if (error == InvalidClient)
            response.Headers.WWWAuthenticate = Challenge;
        if (entry.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = ErrorResponder.RetryAfterSeconds;
        var description = refusal is { OAuthError: not null, Advice: { } advice } ? advice : entry.Message;
        var body = new OAuthErrorBody(error, description) { Reason = showsReason ? refusal.Reason : null };
        return JsonSerializer.SerializeAsync(response.Body, body, JwtJsonContext.Default.OAuthErrorBody, context.RequestAborted);
    }

    // 400 whatever else it is: clients of OAuth know no other status for their own errors.
    private static int StatusOf(ErrorEntry entry, string error) => entry.Status == StatusCodes.Status503ServiceUnavailable
        ? entry.Status
        : error == InvalidClient ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest;
}
