using Microsoft.AspNetCore.WebUtilities;

namespace Conduit.Api;

internal static class ErrorPages
{
    /// <summary>Gives the errors of the framework the format of the API: no such route, no JSON, too large, a bug.</summary>
    public static void UseConduitErrors(this WebApplication app)
    {
        app.UseStatusCodePages(page => Describe(page.HttpContext).ExecuteAsync(page.HttpContext));
        // It logs the exception and sets the status; the body is written above.
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = _ => Task.CompletedTask });
    }

    // The API knows one status for a request that cannot be understood. The framework uses 400 where it cannot read a body or a parameter.
    private static IResult Describe(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => ApiError.Invalid("the request is not valid"),
        var status => ApiError.Of(status, ReasonPhrases.GetReasonPhrase(status)),
    };
}
