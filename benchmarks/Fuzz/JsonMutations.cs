using System.Globalization;
using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>Mutations of a header or a payload as JSON text: most are still JSON, some are what parsers differ on.</summary>
internal static class JsonMutations
{
    private static readonly string[] Names =
    [
        "alg", "typ", "kid", "crit", "b64", "jku", "jwk", "x5u", "x5c", "cty", "zip", "enc",
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "sst", "role", "scope", "fresh", "auth_time", "csrf", "seed",
        "class", "type", "identity", "unique_name",
        "", "Exp", "EXP", "\\u0065xp", "s\\u0075b", "\\ud800", "\\ud83d\\ude00", "a/b", "__proto__", "n\\u0000",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "1.5", "1e3", "1e999", "-1e999", "1E-400",
        "9223372036854775807", "9223372036854775808", "18446744073709551616", "79228162514264337593543950336",
        "253402300799", "253402300800", "-62135596800", "-62135596801", "4102444800", "4102444800.9999999999",
        "01", "+1", "1.", ".5", "NaN", "Infinity", "0x10", "tru", "\"", "[", "{", "",
        "\"\"", "\"alice\"", "\"at+jwt\"", "\"AT+JWT\"", "\"application/at+jwt\"", "\"rt+jwt\"", "\"none\"",
        "\"HS256\"", "\"access\"", "\"refresh\"", "\"4102444800\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"a\\\"b\"", "\"  \"",
        $"\"{JwtHost.Name}\"", $"[\"{JwtHost.Name}\"]", $"[\"x\",\"{JwtHost.Name}\"]", $"[\"{JwtHost.Name}\",null]",
        $"[[\"{JwtHost.Name}\"]]",
        "[]", "{}", "[1]", "[\"exp\"]", "{\"a\":1,\"a\":2}", "[null,\"\\ud800\"]",
    ];

    private static readonly string[] Blanks = [" ", "\n", "\t", "\r\n", "\u00a0", "\ufeff", "\0", "/**/", "//\n"];
    private static readonly string[] Signs = ["{", "}", "[", "]", ",", ":", "\"", "\\", "0", "e", "-"];
    private static readonly string[] NumberTails = ["", "", ".5", "e0", ".0000000000000000000000001"];

    private static readonly Func<Random, string, string>[] All =
    [
        AddMember, AddMember, AddMember, ReplaceValue, ReplaceValue, ReplaceValue, ReplaceValue, RemoveMember, RenameMember,
        DuplicateMember, EscapeName, EscapeCharacter, Reorder, MoveNumber, Nest, ManyMembers, LongString, WhiteSpace, Surround, Truncate,
        Scramble,
    ];

    public static string Mutate(Random random, string json) => Pick(random, All)(random, json);

    /// <summary>Changes a byte, so that the text may not be valid UTF-8.</summary>
    public static byte[] Damage(Random random, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        if (bytes.Length > 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static string AddMember(Random random, string json) =>
        Insert(random, json, new JsonMember(Pick(random, Names), Pick(random, Values)));

    private static string ReplaceValue(Random random, string json) =>
        Change(random, json, (members, i) => members[i] = members[i] with { Value = Pick(random, Values) });

    private static string RenameMember(Random random, string json) =>
        Change(random, json, (members, i) => members[i] = members[i] with { Name = Pick(random, Names) });

    private static string RemoveMember(Random random, string json) => Change(random, json, (members, i) => members.RemoveAt(i));

    private static string DuplicateMember(Random random, string json) =>
        Change(random, json, (members, i) => members.Insert(random.Next(members.Count + 1), members[i]));

    private static string Reorder(Random random, string json) =>
        Change(random, json, (members, i) => (members[0], members[i]) = (members[i], members[0]));

    private static string EscapeName(Random random, string json) => Change(random, json, (members, i) =>
    {
        var escaped = members[i] with { Name = EscapeOne(random, members[i].Name) };
        // Instead of the plain name, or beside it.
        if (random.Next(2) == 0)
            members[i] = escaped;
        else
            members.Add(escaped);
    });

    private static string EscapeCharacter(Random random, string json) => EscapeOne(random, json);

    /// <summary>Moves a number by a little or by a lot.</summary>
    private static string MoveNumber(Random random, string json) => Change(random, json, (members, i) =>
    {
        if (!long.TryParse(members[i].Value, CultureInfo.InvariantCulture, out var value))
            return;
        var range = 1L << random.Next(1, 45);
        members[i] = members[i] with { Value = $"{value + random.NextInt64(-range, range)}{Pick(random, NumberTails)}" };
    });

    private static string Nest(Random random, string json)
    {
        var depth = random.Next(1, 80);
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        var closed = random.Next(4) > 0 ? depth : 0;
        return Insert(random, json, new JsonMember("deep", Repeat(open, depth) + "1" + Repeat(close, closed)));
    }

    private static string ManyMembers(Random random, string json)
    {
        for (var i = random.Next(1, 60); i > 0; i--)
            json = Insert(random, json, new JsonMember($"m{i}", Pick(random, Values)));
        return json;
    }

    private static string LongString(Random random, string json)
    {
        var name = random.Next(2) == 0 ? Pick(random, Names) : new string('n', random.Next(600));
        return Insert(random, json, new JsonMember(name, $"\"{new string('v', random.Next(2000))}\""));
    }

    private static string WhiteSpace(Random random, string json) => json.Insert(random.Next(json.Length + 1), Pick(random, Blanks));

    private static string Surround(Random random, string json) => random.Next(3) switch
    {
        0 => json + json,
        1 => json + Pick(random, random.Next(2) == 0 ? Blanks : Signs),
        _ => Pick(random, random.Next(2) == 0 ? Blanks : Signs) + json,
    };

    private static string Truncate(Random random, string json) => json[..random.Next(json.Length + 1)];

    private static string Scramble(Random random, string json) =>
        json.Length == 0 ? json : json.Remove(random.Next(json.Length), 1).Insert(random.Next(json.Length), Pick(random, Signs));

    private static string EscapeOne(Random random, string text)
    {
        var at = random.Next(Math.Max(1, text.Length));
        return at < text.Length && char.IsAsciiLetterOrDigit(text[at]) ? $"{text[..at]}\\u{(int)text[at]:x4}{text[(at + 1)..]}" : text;
    }

    private static string Insert(Random random, string json, JsonMember member)
    {
        if (random.Next(2) == 0 && json.StartsWith('{'))
            return $"{{{member},{json[1..]}";
        return json.EndsWith('}') ? $"{json[..^1]},{member}}}" : $"{json}{member}";
    }

    /// <summary>Changes the list of the members; a text that is not an object any more stays as it is.</summary>
    private static string Change(Random random, string json, Action<List<JsonMember>, int> change)
    {
        var members = JsonMember.Split(json);
        if (members.Count == 0)
            return json;
        change(members, random.Next(members.Count));
        return JsonMember.Join(members);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static T Pick<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];
}
