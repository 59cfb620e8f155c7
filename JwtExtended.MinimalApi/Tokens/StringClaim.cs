using System.Text;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>A claim that is a string: its position in the payload, and the text once it is read.</summary>
internal struct StringClaim
{
    private string? _text;
    private int _start;
    private int _length;

    /// <summary>Gets whether the payload has the claim.</summary>
    public readonly bool IsPresent => _start > 0;

    public readonly bool IsEmpty => _length == 0;

    /// <summary>Reads the value at the reader's position.</summary>
    /// <param name="value">The reader, positioned on the value.</param>
    /// <returns><see langword="true"/> if the value is a string; otherwise <see langword="false"/>.</returns>
    /// <exception cref="InvalidOperationException">The string contains an escaped lone surrogate.</exception>
    public bool TryRead(scoped ref Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.String)
            return false;
        _start = (int)value.TokenStartIndex + 1;
        _length = value.ValueSpan.Length;
        // An escaped string is decoded at once: only decoding shows whether it is valid text.
        _text = value.ValueIsEscaped ? value.GetString() : null;
        return true;
    }

    /// <summary>Returns the text.</summary>
    /// <param name="payload">The payload that the claim was read from.</param>
    /// <returns>The text, or <see langword="null"/> when the payload does not have the claim.</returns>
    public string? Get(byte[] payload)
    {
        // Two threads at once create the same text twice, and either may be kept.
        return IsPresent ? _text ??= Encoding.UTF8.GetString(payload, _start, _length) : null;
    }

    /// <summary>Compares the claim with an expected value. An equal claim is represented by the expected string from then on.</summary>
    /// <param name="expected">The expected value.</param>
    /// <param name="payload">The payload that the claim was read from.</param>
    /// <returns><see langword="true"/> if they are equal; otherwise <see langword="false"/>.</returns>
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
