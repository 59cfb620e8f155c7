using System.Net;
using JwtExtended.MinimalApi.Testing;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to assert how an application decided about a request, in any test framework.</summary>
/// <remarks>
/// They read the problem details of a refusal. A response that the application creates itself (<c>OnError</c>, <c>UseLegacyErrors</c>) has
/// a code only if it writes one, as <c>code</c>.
/// </remarks>
public static class JwtTestResponseExtensions
{
    /// <summary>Reads why a request was refused.</summary>
    /// <param name="response">The response.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The error code, or <see langword="null"/> if the response is no refusal, or does not say its code.</returns>
    public static async Task<JwtErrorCode?> ReadJwtErrorCodeAsync(
        this HttpResponseMessage response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        return (await RefusalReport.ReadAsync(response, cancellationToken)).Code;
    }

    /// <summary>Asserts that a request was refused with an error code, and with the status of the refusal.</summary>
    /// <param name="response">The response.</param>
    /// <param name="expected">The expected error code.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the response has been read.</returns>
    /// <exception cref="JwtAssertionException">
    /// The response is another one. The message has its status and code, and in Development the exact reason.
    /// </exception>
    /// <example>
    /// <code>
    /// using var response = await client.GetAsync("/protected");
    /// await response.ShouldBeRefusedAsync(JwtErrorCode.TokenExpired);
    /// </code>
    /// </example>
    public static async Task ShouldBeRefusedAsync(
        this HttpResponseMessage response, JwtErrorCode expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        var report = await RefusalReport.ReadAsync(response, cancellationToken);
        if (report.Code != expected || report.HasOtherStatus)
            throw new JwtAssertionException($"Expected {report.Request} to be refused as {RefusalReport.NameOf(expected)}, but {report}");
    }

    /// <summary>
    /// Asserts that the token of a request was accepted: the response is no refusal, and neither 401 nor 403. It may be another error.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the response has been read.</returns>
    /// <exception cref="JwtAssertionException">
    /// The request was refused. The message has status and code, and in Development the exact reason.
    /// </exception>
    public static async Task ShouldBeAcceptedAsync(this HttpResponseMessage response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        var report = await RefusalReport.ReadAsync(response, cancellationToken);
        if (report.Code is not null || response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new JwtAssertionException($"Expected {report.Request} to be accepted, but {report}");
    }
}
