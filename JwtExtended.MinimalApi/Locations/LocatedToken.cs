using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>What a place of a request holds: nothing (the default value), a token's text, or something that is refused.</summary>
internal readonly struct LocatedToken
{
    private readonly string? _source;
    private readonly int _start;
    private readonly int _length;

    /// <summary>A token that is a part of a text: no copy is made of it.</summary>
    public LocatedToken(string source, int start, int length, TokenLocation location, TokenTypes accepted)
    {
        _source = source;
        _start = start;
        _length = length;
        Location = location;
        Accepted = accepted;
    }

    public LocatedToken(string text, TokenLocation location, TokenTypes accepted)
        : this(text, 0, text.Length, location, accepted)
    {
    }

    public LocatedToken(Refusal refusal) => Refusal = refusal;

    public bool HasText => _source is not null;

    public ReadOnlySpan<char> Text => _source.AsSpan(_start, _length);

    /// <summary>The text as a string, where it is one already.</summary>
    public string? Whole => _length == _source?.Length ? _source : null;

    /// <summary>Whether the place held nothing at all.</summary>
    public bool IsAbsent => _source is null && Refusal is null;

    public TokenLocation Location { get; }

    /// <summary>The types of token that may come from this place.</summary>
    public TokenTypes Accepted { get; }

    public Refusal? Refusal { get; }
}
