using JwtExtended.MinimalApi.Locations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Reads the form of a request, also where a middleware has read it already.</summary>
internal static class RequestForm
{
    public static ValueTask<TokenForm> ReadAsync(HttpContext context) =>
        TokenForm.ReadAsync(context.Request, FindKnown(context), context.RequestAborted);

    private static IFormCollection? FindKnown(HttpContext context)
    {
        try
        {
            return context.Features.Get<IFormFeature>()?.Form;
        }
        catch (InvalidOperationException)
        {
            // The application has asked for an antiforgery token of ASP.NET Core, and it is missing: the form must not be used.
            return null;
        }
    }
}
