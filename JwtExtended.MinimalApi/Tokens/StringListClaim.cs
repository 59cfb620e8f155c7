using System.Collections.ObjectModel;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>A claim that is a string or an array of strings (RFC 7519, 4.1.3): where it stands in the payload, and the texts once somebody asks for them.</summary>
internal struct StringListClaim
{
    private StringClaim _single;
    private ReadOnlyCollection<string>? _texts;
    private int _start;
    private int _length;

    /// <summary>Takes the value that the reader stands on; false when it is something else.</summary>
    /// <exception cref="InvalidOperationException">A string holds an escaped lone surrogate.</exception>
    public bool TryTake(scoped ref Utf8JsonReader value)
    {
        // A claim that stands twice was refused before: the fields are those of one value.
        if (_single.TryTake(ref value))
            return true;
        if (value.TokenType != JsonTokenType.StartArray)
            return false;
        _start = (int)value.TokenStartIndex;
        var item = default(StringClaim);
        while (value.Read() && value.TokenType != JsonTokenType.EndArray)
        {
            if (!item.TryTake(ref value))
                return false;
        }

        _length = (int)value.BytesConsumed - _start;
        return true;
    }

    public ReadOnlyCollection<string> Get(byte[] payload) => _texts ??= Make(payload);

    /// <summary>Whether this text is among them.</summary>
    public bool Contains(ExpectedString expected, byte[] payload)
    {
        if (!_single.IsPresent)
            return Get(payload).Contains(expected.Text);
        if (!_single.Is(expected, payload))
            return false;
        _texts = expected.Alone;
        return true;
    }

    private ReadOnlyCollection<string> Make(byte[] payload)
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
