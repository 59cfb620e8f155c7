using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Sets the cookies that an application asks for: never for another site, and never with a token that would not be accepted.
/// </summary>
internal sealed class LoginCookies(CsrfCheck csrf, TokenValidator validator, TokenCookies cookies)
{
    // The number of refreshes in a token: it grows from one digit to ten, in Base64url.
    private const int MaxNumberGrowth = 14;

    private const string CrossSite = "Token cookies are not set for a cross-site request. The response is csrf_mismatch.";

    /// <exception cref="ArgumentException">A token is not one that this app accepts, or is too long for a cookie.</exception>
    /// <exception cref="RefusalException">Another site made the request.</exception>
    public void Set(HttpResponse response, params ReadOnlySpan<(string Text, TokenType Type)> tokens)
    {
        if (csrf.CheckSameOrigin(response.HttpContext) is { } crossSite)
            throw new RefusalException(crossSite, CrossSite);
        if (!cookies.Rules.CarriesAccess && tokens is [(_, TokenType.Access)])
        {
            throw new InvalidOperationException(
                "Cookies.Carry is RefreshOnly, so an access token in a cookie is not accepted. Return it in the body of the response.");
        }

        var accepted = new IssuedToken[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
            accepted[i] = Read(tokens[i].Text, tokens[i].Type);
        foreach (var token in accepted)
        {
            if (token.Type == TokenType.Refresh || cookies.Rules.CarriesAccess)
                cookies.Set(response, token);
        }
    }

    public void Clear(HttpResponse response) => cookies.Clear(response);

    private IssuedToken Read(string encoded, TokenType type)
    {
        if (!validator.Validate(encoded, type.ToTypes()).TryGet(out var token, out var refusal))
        {
            throw new ArgumentException(
                $"The {type} token is not one that this app accepts ({refusal.Code}): a browser would send it in vain. "
                + "Pass a token that this app just issued.");
        }

        var isCookie = type == TokenType.Refresh || cookies.Rules.CarriesAccess;
        var length = type == TokenType.Refresh ? encoded.Length + MaxNumberGrowth : encoded.Length;
        return isCookie && cookies.Rules.CheckLength(type, length) is { } problem
            ? throw new ArgumentException(problem)
            : IssuedToken.From(token);
    }
}
