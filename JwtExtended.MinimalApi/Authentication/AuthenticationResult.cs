using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>A request is refused, passes with a token, or (the default value) passes an optional endpoint without one.</summary>
internal readonly struct AuthenticationResult
{
    public AuthenticationResult(Refusal refusal, Token? token = null)
    {
        Refusal = refusal;
        Token = token;
    }

    public AuthenticationResult(Token token, TokenLocation location)
    {
        Token = token;
        Location = location;
    }

    public Refusal? Refusal { get; }

    public Token? Token { get; }

    public TokenLocation? Location { get; }
}
