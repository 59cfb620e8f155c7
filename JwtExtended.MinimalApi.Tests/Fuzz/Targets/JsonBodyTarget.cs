using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>A JSON body: its members as <see cref="JsonDocument"/> sees them, and the handler reads every byte again.</summary>
internal sealed class JsonBodyTarget : IFuzzTarget
{
    private const string Refused = "refused";

    private LocatedToken _found;
    private byte[] _left = [];

    public string[] Seeds { get; } =
    [
        """{"refresh_token":"abc.def.ghi"}""", """{"access_token":"abc","refresh_token":"def"}""",
        """{"access_token":"a","access_token":"b"}""",
        """{"a":{"access_token":"x"},"access_token":"y"}""", """{"access_token":null}""", """{"access_token":1}""",
        """{"access_token":["a"]}""",
        """{"access\u005ftoken":"\u0061bc"}""", "\u00ef\u00bb\u00bf{\"access_token\":\"abc\"}", "[]", "", "{",
        """{"access_token":"\ud800"}""",
        """{"access_token":"abc"} """, """{"access_token":"abc"}x""", """{"b":[[[1,{"c":true}]]],"access_token":"abc"}""",
    ];

    public long MaxBytes => 512 * 1024;

    public bool Accepted => _found.HasText;

    public string Mutate(Random random, string text, string[] corpus) =>
        random.Next(3) == 0 ? TextMutations.Mutate(random, text, corpus) : JsonMutations.Mutate(random, text);

    public void Read(string text)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Bytes(text));
        _found = JsonBodyLocation.FindAsync(context.Request, TokenTypes.Access, default).AsTask().GetAwaiter().GetResult();
        using var left = new MemoryStream();
        context.Request.Body.CopyTo(left);
        _left = left.ToArray();
    }

    public string? FindProblem(string text)
    {
        var bytes = Bytes(text);
        if (!_left.AsSpan().SequenceEqual(bytes))
            return "the handler reads another body";
        var expected = Expect(bytes);
        if (expected is null)
            return _found.IsAbsent ? null : "a token is read that is not there";
        if (ReferenceEquals(expected, Refused))
            return _found.Refusal is not null ? null : "a member that occurs twice, or is no string, is not refused";
        return _found.HasText && _found.Text.SequenceEqual(expected) ? null : "another token is read";
    }

    public void Dispose()
    {
    }

    // The characters are bytes: texts that are not UTF-8 can be written too.
    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The token, <see cref="Refused"/>, or <see langword="null"/> for none.</summary>
    private static string? Expect(byte[] bytes)
    {
        if (bytes is [0xef, 0xbb, 0xbf, .. var rest])
            bytes = rest;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var members = document.RootElement.EnumerateObject()
                .Where(member => member.NameEquals("access_token") || member.NameEquals("refresh_token"))
                .ToArray();
            // Both are decoded, whichever is asked for.
            foreach (var member in members.Where(member => member.Value.ValueKind == JsonValueKind.String))
                member.Value.GetString();
            if (members.DistinctBy(member => member.Name).Count() != members.Length)
                return Refused;
            return members.FirstOrDefault(member => member.NameEquals("access_token")).Value switch
            {
                { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
                { ValueKind: JsonValueKind.String } value => value.GetString(),
                _ => Refused,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
