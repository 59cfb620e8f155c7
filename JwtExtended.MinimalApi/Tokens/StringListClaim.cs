using System.Collections.ObjectModel;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// A claim that is a string or an array of strings (RFC 7519, 4.1.3): its position in the payload, and the texts once they are read.
/// </summary>
internal struct StringListClaim
{
    private StringClaim _single;
    private ReadOnlyCollection<string>? _texts;
    private int _start;
    private int _length;

    /// <summary>Reads the value at the reader's position.</summary>
    /// <param name="value">The reader, positioned on the value.</param>
    /// <returns><see langword="true"/> if the value is a string or an array of strings; otherwise <see langword="false"/>.</returns>
    /// <exception cref="InvalidOperationException">A string contains an escaped lone surrogate.</exception>
    public bool TryRead(scoped ref Utf8JsonReader value)
    {
        // Duplicate claims were refused before: the fields belong to one value.
        if (_single.TryRead(ref value))
            return true;
        if (value.TokenType != JsonTokenType.StartArray)
            return false;
        _start = (int)value.TokenStartIndex;
        var item = default(StringClaim);
        while (value.Read() && value.TokenType != JsonTokenType.EndArray)
        {
            if (!item.TryRead(ref value))
                return false;
        }

        _length = (int)value.BytesConsumed - _start;
        return true;
    }

    /// <summary>Returns the texts.</summary>
    /// <param name="payload">The payload that the claim was read from.</param>
    /// <returns>The texts; empty when the payload does not have the claim.</returns>
    public ReadOnlyCollection<string> Get(byte[] payload) => _texts ??= ReadTexts(payload);

    /// <summary>Decides whether an expected value is among the texts.</summary>
    /// <param name="expected">The expected value.</param>
    /// <param name="payload">The payload that the claim was read from.</param>
    /// <returns><see langword="true"/> if it is; otherwise <see langword="false"/>.</returns>
    public bool Contains(ExpectedString expected, byte[] payload)
    {
        if (!_single.IsPresent)
            return Get(payload).Contains(expected.Text);
        if (!_single.Is(expected, payload))
            return false;
        _texts = expected.AsList;
        return true;
    }

    private ReadOnlyCollection<string> ReadTexts(byte[] payload)
    {
        if (_single.Get(payload) is { } only)
            return new ReadOnlyCollection<string>([only]);
        if (_length == 0)
            return ReadOnlyCollection<string>.Empty;
        var texts = new List<string>();
        var reader = new Utf8JsonReader(payload.AsSpan(_start, _length));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
            texts.Add(reader.GetString()!);
        return texts.AsReadOnly();
    }
}
