using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>Which refusals an endpoint passes over, and which it never does.</summary>
public sealed class AuthenticationPolicyTests
{
    private static readonly JwtErrorCode[] OfOneCredential =
    [
        JwtErrorCode.HeaderMalformed, JwtErrorCode.TokenMalformed, JwtErrorCode.TokenInvalid, JwtErrorCode.TokenType,
        JwtErrorCode.TokenExpired, JwtErrorCode.TokenRevoked,
    ];

    [Test]
    public void A_cookie_is_looked_at_only_where_sessions_end_and_only_for_what_is_wrong_with_the_other_credential(
        [Values] JwtErrorCode code, [Values] bool endsSessions, [Values] bool acceptsCookies)
    {
        var policy = Policy(acceptsCookies) with { EndsSessions = endsSessions };

        policy.LooksForCookie(new Refusal(code, "")).Should().Be(endsSessions && acceptsCookies && OfOneCredential.Contains(code));
    }

    [Test]
    public void A_bad_cookie_counts_as_none_where_the_token_is_optional_and_a_bad_header_only_by_choice(
        [Values] JwtErrorCode code, [Values] bool isOptional, [Values] bool byChoice)
    {
        var policy = Policy(acceptsCookies: true) with { IsOptional = isOptional, IgnoresBadCredentials = byChoice };
        var isAboutRequest = code is JwtErrorCode.RequestAmbiguous or JwtErrorCode.StoreUnavailable;

        policy.Ignores(new Refusal(code, ""), TokenLocation.Cookie).Should().Be((isOptional || byChoice) && !isAboutRequest);
        policy.Ignores(new Refusal(code, ""), TokenLocation.Header).Should().Be(byChoice && !isAboutRequest);
    }

    private static AuthenticationPolicy Policy(bool acceptsCookies) => new()
    {
        Types = TokenTypes.Any,
        Locations = acceptsCookies ? [TokenLocation.Header, TokenLocation.Cookie] : [TokenLocation.Header],
    };
}
