using System.Text;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>
/// The member names of one JSON object, to find duplicates (RFC 7515, 4; RFC 7519, 4): parsers differ in which of two members they use.
/// </summary>
internal ref struct MemberNames(ReadOnlySpan<byte> json, Span<Range> ranges)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private readonly Span<Range> _ranges = ranges;
    private int _count;
    private HashSet<string>? _names;

    /// <summary>Adds a name.</summary>
    /// <param name="reader">The reader, positioned on the name.</param>
    /// <returns><see langword="false"/> if the name is a duplicate; otherwise <see langword="true"/>.</returns>
    public bool TryAdd(scoped in Utf8JsonReader reader)
    {
        if (_names is null && (reader.ValueIsEscaped || _count == _ranges.Length))
            UseHashSet();
        if (_names is not null)
            return _names.Add(reader.GetString()!);

        var name = reader.ValueSpan;
        foreach (var range in _ranges[.._count])
        {
            if (_json[range].SequenceEqual(name))
                return false;
        }

        var start = (int)reader.TokenStartIndex + 1;
        _ranges[_count++] = start..(start + name.Length);
        return true;
    }

    // Comparing all pairs is fastest for a few names, and quadratic for many.
    private void UseHashSet()
    {
        _names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var range in _ranges[.._count])
            _names.Add(Encoding.UTF8.GetString(_json[range]));
    }
}
