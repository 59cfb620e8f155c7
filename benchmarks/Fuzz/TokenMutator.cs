using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>Makes mutated tokens, the same ones for the same seed but for the random keys.</summary>
internal sealed class TokenMutator(FuzzTarget target, int seed)
{
    private readonly Random _random = new(seed);
    private readonly ForgedTokens _forged = new(target);

    public Mutated Next()
    {
        var token = target.Tokens[_random.Next(target.Tokens.Length)];
        return _random.Next(100) switch
        {
            < 40 => new Mutated("text", Text(token), false),
            < 52 => new Mutated("text, several", Repeat(token), false),
            < 68 => new Mutated("header", With(token, 0), false),
            < 78 => new Mutated("payload", With(token, 1), false),
            < 94 => new Mutated("forged", _forged.Mutate(_random, token), false),
            < 97 => new Mutated("payload, signed", Sign(token, 1), true),
            < 99 => new Mutated("header, signed", Sign(token, 0), true),
            _ => new Mutated("noise", Noise(), false),
        };
    }

    private string Text(string token) => TextMutations.Mutate(_random, token, target.Tokens);

    private string Repeat(string token)
    {
        for (var i = _random.Next(2, 5); i > 0 && token.Length > 0; i--)
            token = Text(token);
        return token;
    }

    private string With(string token, int part) => CompactText.With(token, part, CompactText.Encode(Json(token, part)));

    private string Sign(string token, int part)
    {
        var json = Json(token, part);
        return part == 0
            ? CompactText.Sign(target.Key, json, CompactText.DecodeBytes(token, 1))
            : CompactText.Sign(target.Key, CompactText.DecodeBytes(token, 0), json);
    }

    private byte[] Json(string token, int part)
    {
        var json = CompactText.Decode(token, part);
        for (var i = _random.Next(1, 4); i > 0; i--)
            json = JsonMutations.Mutate(_random, json);
        return _random.Next(12) == 0 ? JsonMutations.Damage(_random, json) : Encoding.UTF8.GetBytes(json);
    }

    private string Noise() => string.Create(_random.Next(9000), _random, static (span, random) =>
    {
        var max = random.Next(2) == 0 ? 128 : 0x10000;
        foreach (ref var c in span)
            c = (char)random.Next(max);
    });
}
