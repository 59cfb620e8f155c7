using JwtExtended.MinimalApi.Errors;

namespace JwtExtended.MinimalApi.Protection;

/// <summary>A request is refused, passes with a token, or (the default value) passes an optional endpoint without one.</summary>
internal readonly struct Judgement
{
    public Judgement(Refusal refusal, Token? token = null)
    {
        Refusal = refusal;
        Token = token;
    }

    public Judgement(Token token, TokenLocation location)
    {
        Token = token;
        Location = location;
    }

    public Refusal? Refusal { get; }

    public Token? Token { get; }

    public TokenLocation? Location { get; }
}
