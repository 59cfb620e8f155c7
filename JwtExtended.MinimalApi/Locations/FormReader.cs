using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>
/// Reads the parameters of a form (<c>application/x-www-form-urlencoded</c>) strictly: what two readers could understand differently is
/// refused.
/// </summary>
internal static class FormReader
{
    public static readonly Refusal Repeated =
        TokenForm.Refuse("A parameter of the form occurs more than once.", "Send each parameter once.");

    public static readonly Refusal Malformed = TokenForm.Refuse(
        "A parameter of the form is not encoded as it has to be, or has characters that none has.", "Send the parameters percent-encoded.");

    /// <summary>Reads the known parameters; others are ignored (RFC 6749, 3.2).</summary>
    /// <param name="form">The form.</param>
    /// <param name="known">The names of the parameters.</param>
    /// <param name="values">The parameters, when this method returns <see langword="true"/>.</param>
    /// <param name="refusal">Why the form is refused, when this method returns <see langword="false"/>.</param>
    /// <returns><see langword="true"/> if no known parameter occurs twice, and each has printable ASCII characters alone.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> form,
        FrozenSet<string> known,
        out Dictionary<string, string> values,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        values = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = known.GetAlternateLookup<ReadOnlySpan<char>>();
        var buffer = ArrayPool<char>.Shared.Rent(form.Length + 1);
        try
        {
            refusal = Read(form, names, buffer, values);
            return refusal is null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Decodes a text as forms encode it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The decoded text; <see langword="null"/> if it is malformed, or has other characters than printable ASCII ones.</returns>
    public static string? Decode(string text)
    {
        // One byte a character: other characters than ASCII ones are refused.
        var bytes = Encoding.UTF8.GetBytes(text);
        var decoded = new char[bytes.Length];
        return TryDecode(bytes, decoded, out var length) ? new string(decoded, 0, length) : null;
    }

    private static Refusal? Read(
        ReadOnlySpan<byte> form,
        FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> names,
        char[] buffer,
        Dictionary<string, string> values)
    {
        foreach (var range in form.Split((byte)'&'))
        {
            var pair = form[range];
            var equals = pair.IndexOf((byte)'=');
            var name = equals < 0 ? pair : pair[..equals];
            // A name that is not decodable is that of no parameter here.
            if (!TryDecode(name, buffer, out var length) || !names.TryGetValue(buffer.AsSpan(0, length), out var parameter))
                continue;
            if (!TryDecode(equals < 0 ? [] : pair[(equals + 1)..], buffer, out length))
                return Malformed;
            if (!values.TryAdd(parameter, new string(buffer, 0, length)))
                return Repeated;
        }

        return null;
    }

    private static bool TryDecode(ReadOnlySpan<byte> encoded, Span<char> decoded, out int length)
    {
        length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var c = encoded[i];
            if (c == '%')
            {
                if (i + 2 >= encoded.Length || !byte.TryParse(
                    encoded.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out c))
                    return false;
                i += 2;
            }
            else if (c == '+')
            {
                c = (byte)' ';
            }

            if (c is < (byte)' ' or > (byte)'~')
                return false;
            decoded[length++] = (char)c;
        }

        return true;
    }
}
