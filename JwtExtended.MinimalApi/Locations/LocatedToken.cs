using JwtExtended.MinimalApi.Errors;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>What a place of a request holds: nothing (the default value), a token's text, or something that is refused.</summary>
internal readonly record struct LocatedToken
{
    public LocatedToken(string text, TokenLocation location, TokenKinds accepted)
    {
        Text = text;
        Location = location;
        Accepted = accepted;
    }

    public LocatedToken(Refusal refusal) => Refusal = refusal;

    public string? Text { get; }

    public TokenLocation Location { get; }

    /// <summary>The types of token that may come from this place.</summary>
    public TokenKinds Accepted { get; }

    public Refusal? Refusal { get; }
}
