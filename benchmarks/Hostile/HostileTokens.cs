using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Hostile;

/// <summary>The most expensive texts that an attacker can send: each is processed as far as possible, at the maximum size.</summary>
internal sealed class HostileTokens(BenchmarkKey key, string good)
{
    private const int MaxLength = 8192;
    private const int MaxHeader = 1024;

    private readonly string _header = CompactText.Decode(good, 0);
    private readonly string _payload = CompactText.Decode(good, 1);
    private readonly int _signatureLength = good.Length - good.LastIndexOf('.') - 1;

    public IEnumerable<HostileToken> All() => [.. Shapes(), .. Headers(), .. Signatures()];

    /// <summary>A token of the greatest size that is accepted.</summary>
    public string LargestGood() => CompactText.Sign(key, _header, Payload(_header));

    private IEnumerable<HostileToken> Shapes()
    {
        yield return new("8 KiB without a dot", new string('A', MaxLength));
        yield return new("8 KiB of dots", new string('.', MaxLength));
        yield return new("three dots, the last at the end", Fill(good.Replace('.', 'A'), MaxLength - 1, "A.A.") + ".");
        yield return new("wrong character at the end", LargestGood()[..^1] + "=");
        yield return new("bits set that no byte uses", LargestGood()[..^1] + "B");
    }

    private IEnumerable<HostileToken> Headers()
    {
        var members = string.Concat(Enumerable.Range(0, 13).Select(i => $",\"m{i}\":{i}"));
        yield return WithMembers("16 members, wrong signature", members);
        yield return WithMembers("17 members", members + ",\"one\":1");
        var escaped = string.Concat(Enumerable.Range(0, 13).Select(i => $",\"{Escaped($"{(char)('a' + i % 26)}{i / 26}mnop")}\":0"));
        var escapedButOne = escaped[..escaped.LastIndexOf(',')];
        yield return WithMembers("16 members, 13 names escaped, wrong signature", escaped);
        yield return WithMembers("16 members, names escaped, the last one twice", escapedButOne + Repeat($",\"{Escaped("two")}\":0", 2));
        yield return WithMembers("nested 31 deep, closed, wrong signature", $",\"m\":{new string('[', 31)}{new string(']', 31)}");
        yield return WithMembers("nested 900 deep", $",\"m\":{new string('[', 900)}");
        yield return WithMembers("array of 61 numbers, wrong signature", $",\"m\":[{Repeat("1,", 60)}1]");
        yield return WithMembers("array of 400 numbers, wrong signature", $",\"m\":[{Repeat("1,", 400)}1]");
        yield return WithMembers("array of 31 empty arrays, wrong signature", $",\"m\":[{Repeat("[],", 30)}[]]");
        yield return WithMembers("array of 30 empty arrays, then not JSON", $",\"m\":[{Repeat("[],", 30)}");
        yield return WithMembers("number 1e999, wrong signature", ",\"m\":1e999");
        yield return WithMembers("number of 850 digits, wrong signature", $",\"m\":{new string('9', 850)}");
        yield return WithMembers("escaped lone surrogate in the last name", escapedButOne + ",\"\\ud800\":0");
        yield return WithMembers("string of 140 escapes, wrong signature", $",\"m\":\"{Escaped(new string('x', 140))}\"");
        yield return WithHeader(
            "kid of 850 characters, unknown", $$"""{"alg":"{{key.Algorithm}}","typ":"at+jwt","kid":"{{new string('k', 850)}}"}""");
        yield return WithHeader(
            "kid of 150 escapes, unknown", $$"""{"alg":"{{key.Algorithm}}","typ":"at+jwt","kid":"{{Escaped(new string('k', 150))}}"}""");
        yield return WithHeader("typ of 850 characters", $$"""{"alg":"{{key.Algorithm}}","typ":"{{new string('t', 850)}}"}""");
        yield return WithHeader("alg of 850 characters", $$"""{"alg":"{{new string('a', 850)}}","typ":"at+jwt"}""");
        yield return WithHeader("alg none", """{"alg":"none","typ":"at+jwt"}""");
        yield return WithHeader("not JSON at the last byte", _header + new string(' ', MaxHeader - _header.Length - 1) + "x");
        yield return WithHeader("not closed", _header[..^1] + ",\"m\":\"" + new string('m', 850));
        yield return WithHeader("not UTF-8", Encoding.UTF8.GetBytes(_header).Concat(new byte[] { 0xff }));
        yield return WithHeader("header of 5 KiB", _header + new string(' ', 5000 - _header.Length));
    }

    private IEnumerable<HostileToken> Signatures()
    {
        yield return new("small, wrong signature", CompactText.With(good, 2, NoSignature));
        yield return new("8 KiB, wrong signature", CompactText.With(LargestGood(), 2, NoSignature));
        var head = string.Join('.', good.Split('.')[..2]);
        yield return new("signature of 8 KiB", $"{head}.{new string('A', (MaxLength - head.Length - 1) / 4 * 4)}");
        yield return new("small, signature of one byte", $"{head}.AA");
    }

    private string NoSignature => new('A', _signatureLength);

    private HostileToken WithMembers(string name, string members) => WithHeader(name, _header[..^1] + members + "}");

    private HostileToken WithHeader(string name, string header) => WithHeader(name, Encoding.UTF8.GetBytes(header));

    private HostileToken WithHeader(string name, IEnumerable<byte> header)
    {
        byte[] bytes = [.. header];
        return new HostileToken(name, $"{CompactText.Encode(bytes)}.{CompactText.Encode(Payload(bytes.Length))}.{NoSignature}");
    }

    private string Payload(string header) => Payload(Encoding.UTF8.GetByteCount(header));

    // As many claims as fit after the header: 4 characters for 3 bytes, rounded down to be canonical.
    private string Payload(int headerBytes)
    {
        var room = (MaxLength - _signatureLength - 2 - (headerBytes * 4 + 2) / 3) / 4 * 3;
        var claims = new StringBuilder(_payload, 0, _payload.Length - 1, room);
        for (var i = 0; claims.Length + 16 < room; i++)
            claims.Append(System.Globalization.CultureInfo.InvariantCulture, $",\"c{i}\":{i}");
        return claims.Append('}').ToString();
    }

    private static string Fill(string text, int length, string with)
    {
        var filled = new StringBuilder(text);
        while (filled.Length < length)
            filled.Append(with);
        return filled.ToString(0, length);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Escaped(string text) => string.Concat(text.Select(c => $"\\u{(int)c:x4}"));
}
