using System.Text.Json;
using JwtExtended.MinimalApi.Errors;
using JwtExtended.MinimalApi.Protection;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>The handlers of <c>MapJwtRefresh</c>, <c>MapJwtLogout</c> and <c>MapJwtLogoutAll</c>. The gate has judged the request.</summary>
internal static class JwtSessionEndpoints
{
    public static Task RefreshAsync(HttpContext context) => RunAsync(context, static async (context, verdict, token) =>
    {
        var result = await context.GetJwtService().Parts.Rotation.RotateAsync(token, context.RequestServices, context.RequestAborted);
        if (result.Pair is { } pair)
            await WriteAsync(context, pair);
        else
            await verdict.RefuseAsync(context, result.Refusal!);
    });

    /// <summary>The answer is the same whether the session stood or not: nobody learns more by asking twice.</summary>
    public static Task LogoutAsync(HttpContext context) => RunAsync(context, static async (context, _, token) =>
    {
        await context.GetJwtService().Parts.Writer.EndAsync(token, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    public static Task LogoutAllAsync(HttpContext context) => RunAsync(context, static async (context, _, token) =>
    {
        await context.GetJwtService().RevokeAllAsync(token.Identity, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    private static async Task RunAsync(HttpContext context, Func<HttpContext, JwtVerdict, Token, Task> handle)
    {
        if (JwtVerdict.Of(context) is not { Token: { } token } verdict)
            throw new InvalidOperationException("The request did not pass the gate with a token. Do not call OptionalJwt() or WithoutJwt() on an endpoint of the package.");
        try
        {
            await handle(context, verdict, token);
        }
        catch (RevocationStoreException) when (!context.Response.HasStarted)
        {
            await verdict.RefuseStoreFailedAsync(context);
        }
    }

    private static Task WriteAsync(HttpContext context, TokenPair pair)
    {
        // RFC 6749, 5.1; Cache-Control: no-store is the gate's.
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, pair, JwtJsonContext.Default.TokenPair, context.RequestAborted);
    }
}
