using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The handlers of <c>MapJwtRefresh</c>, <c>MapJwtLogout</c> and <c>MapJwtLogoutAll</c>. The gate has judged the request.</summary>
internal static class SessionEndpoints
{
    private const int MaxPathLength = 1024;

    private static readonly Refusal OtherSession = new(JwtErrorCode.TokenInvalid, "The refresh cookie and the access cookie are of two sessions: one of them was planted.", suspicious: true);

    public static Task RefreshAsync(HttpContext context) => RunAsync(context, static async (context, outcome, token) =>
    {
        var parts = context.GetJwtService().Runtime;
        var byCookie = outcome.Location == TokenLocation.Cookie;
        if (byCookie && IsOfAnotherSession(context, parts, token))
        {
            await outcome.RefuseAsync(context, OtherSession);
            return;
        }

        var result = await parts.Rotation.RotateAsync(token, context.RequestServices, context.RequestAborted);
        if (result.Pair is not { } pair)
        {
            await outcome.RefuseAsync(context, result.Refusal!);
        }
        else if (byCookie)
        {
            SetCookies(context.Response, parts, pair);
            await WriteAsync(context, new CookieRefreshResponse(pair.ExpiresIn), JwtJsonContext.Default.CookieRefreshResponse);
        }
        else
        {
            await WriteAsync(context, pair, JwtJsonContext.Default.TokenPair);
        }
    });

    /// <summary>The answer is the same whether the session stood or not: nobody learns more by asking twice.</summary>
    public static Task LogoutAsync(HttpContext context) => RunAsync(context, static async (context, outcome, token) =>
    {
        var parts = context.GetJwtService().Runtime;
        // The cookies first: they are cleared in every answer, also when the store does not confirm.
        ClearCookies(context.Response, parts, outcome);
        // Not the request's token: a page that logs out and goes away has logged out.
        await parts.Writer.EndAsync(token, CancellationToken.None);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    public static Task LogoutAllAsync(HttpContext context) => RunAsync(context, static async (context, outcome, token) =>
    {
        var service = context.GetJwtService();
        ClearCookies(context.Response, service.Runtime, outcome);
        await service.RevokeAllAsync(token.Identity, CancellationToken.None);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    public static Task TicketAsync(HttpContext context) => RunAsync(context, static async (context, _, token) =>
    {
        var path = context.Request.Query["path"];
        if (path.Count != 1 || path[0] is not { Length: > 0 and <= MaxPathLength } target || target[0] != '/')
        {
            await Results.Problem("Name the path that the ticket is for: ?path=/feed", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        var lifetime = JwtDefaults.TicketLifetime;
        var ticket = context.GetJwtService().Runtime.Issuer.CreateTicket(token, TicketValidator.TargetOf(target), lifetime);
        await WriteAsync(context, new TicketResponse(ticket, (int)lifetime.TotalSeconds), JwtJsonContext.Default.TicketResponse);
    });

    private static bool IsOfAnotherSession(HttpContext context, JwtRuntime parts, Token refresh)
    {
        var access = parts.CookieLocation.Find(context.Request, TokenType.Access);
        return access.HasText
            && parts.Reader.Validate(access.Text, access.OriginalString, TokenTypes.Access).TryGet(out var token, out _)
            && token.SessionId != refresh.SessionId;
    }

    private static void SetCookies(HttpResponse response, JwtRuntime parts, TokenPair pair)
    {
        foreach (var encoded in (ReadOnlySpan<string>)[pair.AccessToken, pair.RefreshToken])
        {
            if (parts.Reader.Validate(encoded, TokenTypes.Any).TryGet(out var token, out _))
                parts.Cookies.Set(response, token);
        }
    }

    private static void ClearCookies(HttpResponse response, JwtRuntime parts, AuthenticationOutcome outcome)
    {
        if (outcome.Plan.Locations.Contains(TokenLocation.Cookie))
            parts.Cookies.Clear(response);
    }

    private static async Task RunAsync(HttpContext context, Func<HttpContext, AuthenticationOutcome, Token, Task> handle)
    {
        if (AuthenticationOutcome.Of(context) is not { Token: { } token } outcome)
            throw new InvalidOperationException("The request did not pass the gate with a token. Do not call OptionalJwt() or WithoutJwt() on an endpoint of the package.");
        try
        {
            await handle(context, outcome, token);
        }
        catch (RevocationStoreException) when (!context.Response.HasStarted)
        {
            await outcome.RefuseStoreFailedAsync(context);
        }
    }

    private static Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> typeInfo)
    {
        // RFC 6749, 5.1; Cache-Control: no-store is the gate's.
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, typeInfo, context.RequestAborted);
    }
}
