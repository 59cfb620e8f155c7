using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What follows from a judgement beside the answer: connections that end with their token, cookies that are renewed or cleared.</summary>
internal sealed class TokenResponseEffects(TokenCookies cookies, TokenExpiryMonitor lifetimes, CookieRenewal? renewal)
{
    public void BeforeHandler(HttpContext context, ProtectedEndpoint plan, Token token, TokenLocation? location)
    {
        if (plan.IsHub || OriginCheck.IsHandshake(context))
            lifetimes.Of(context, token).Register(static state => ((HttpContext)state!).Abort(), context);
        if (renewal is not null && location == TokenLocation.Cookie && token.Type == TokenType.Access)
            renewal.Attach(context, token);
    }

    /// <summary>A logout with a cookie that is no longer good has to end with no cookie all the same.</summary>
    public void BeforeRefusal(HttpContext context, ProtectedEndpoint plan, Refusal refusal)
    {
        var isUnauthorized = ErrorTable.Entry(refusal.Code).Status == StatusCodes.Status401Unauthorized;
        // Only where a cookie came: else any page could sign its visitors out with a request that carries none.
        if (plan.Requirement.EndsSessions && isUnauthorized && refusal.Code != JwtErrorCode.TokenMissing && plan.Locations.Contains(TokenLocation.Cookie))
            cookies.Clear(context.Response);
    }
}
