using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>The credential of one location of a request: none (the default), the text of a token, or a refusal.</summary>
internal readonly struct LocatedToken
{
    private readonly string? _source;
    private readonly int _start;
    private readonly int _length;

    /// <summary>Locates a token that is a part of a text, without copying it.</summary>
    /// <param name="source">The text.</param>
    /// <param name="start">Where the token starts.</param>
    /// <param name="length">The length of the token.</param>
    /// <param name="location">The location.</param>
    /// <param name="accepted">The types of token that are accepted from this location.</param>
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

    /// <summary>Gets the string that the token is a part of: a header, or a value of the query.</summary>
    public string? Source => _source;

    public bool HasText => _source is not null;

    public ReadOnlySpan<char> Text => _source.AsSpan(_start, _length);

    /// <summary>Gets the text as the string that was received, or <see langword="null"/> when it is only a part of that string.</summary>
    public string? OriginalString => _length == _source?.Length ? _source : null;

    /// <summary>Gets whether the location has neither text nor a refusal.</summary>
    public bool IsAbsent => _source is null && Refusal is null;

    public TokenLocation Location { get; }

    /// <summary>Gets the types of token that are accepted from this location.</summary>
    public TokenTypes Accepted { get; }

    public Refusal? Refusal { get; }
}
