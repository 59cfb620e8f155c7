using System.Text;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>A claim that is a string: where it stands in the payload, and the text once somebody asks for it.</summary>
internal struct StringClaim
{
    private string? _text;
    private int _start;
    private int _length;

    /// <summary>Whether the claim is there.</summary>
    public readonly bool IsPresent => _start > 0;

    public readonly bool IsEmpty => _length == 0;

    /// <summary>Takes the string that the reader stands on; false when it is something else.</summary>
    /// <exception cref="InvalidOperationException">The string holds an escaped lone surrogate.</exception>
    public bool TryTake(scoped ref Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.String)
            return false;
        _start = (int)value.TokenStartIndex + 1;
        _length = value.ValueSpan.Length;
        // What is escaped is decoded at once: only then is it known to be text at all.
        _text = value.ValueIsEscaped ? value.GetString() : null;
        return true;
    }

    // Two threads that ask at once make the same text twice, and either may stay.
    public string? Get(byte[] payload) => IsPresent ? _text ??= Encoding.UTF8.GetString(payload, _start, _length) : null;

    /// <summary>Whether the claim has this text; it then is this text.</summary>
    public bool Is(ExpectedString expected, byte[] payload)
    {
        if (!IsPresent)
            return false;
        if (_text is not null)
            return _text == expected.Text;
        if (!payload.AsSpan(_start, _length).SequenceEqual(expected.Utf8))
            return false;
        _text = expected.Text;
        return true;
    }
}
