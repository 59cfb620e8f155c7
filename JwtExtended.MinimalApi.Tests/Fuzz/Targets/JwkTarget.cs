using System.Text.Json;
using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Tests.Interop.Stacks;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The reader of JSON Web Keys.</summary>
internal sealed class JwkTarget : IFuzzTarget
{
    private static readonly string[] SecretMembers = ["d", "p", "q", "dp", "dq", "qi", "k"];

    private readonly string[] _secrets;
    private KeyReading _reading;

    public JwkTarget()
    {
        StackKey[] keys =
        [
            .. new[] { JwtAlgorithm.HS256, JwtAlgorithm.RS256, JwtAlgorithm.ES256, JwtAlgorithm.ES384, JwtAlgorithm.ES512 }
                .Select(StackKey.Create),
        ];
        Seeds = [.. keys.SelectMany(key => new[] { key.Jwk.ToJsonString(), key.PrivateJwk.ToJsonString() })];
        _secrets =
        [
            .. keys.SelectMany(key => key.PrivateJwk).Where(member => SecretMembers.Contains(member.Key))
                .Select(member => member.Value!.GetValue<string>()[..16]),
        ];
    }

    public string[] Seeds { get; }

    public long MaxBytes => 1024 * 1024;

    public bool Accepted => _reading.Key is not null;

    public string Mutate(Random random, string text, string[] corpus) => random.Next(3) switch
    {
        0 => TextMutations.Mutate(random, text, corpus),
        1 => JsonMutations.Mutate(random, text),
        _ => Splice(random, text, corpus[random.Next(corpus.Length)]),
    };

    public void Read(string text) => _reading = KeyReading.Of(() => JwtKey.FromJwk(text));

    public string? FindProblem(string text) =>
        _reading.FindProblem(_secrets) ?? (_reading.Key is { } key ? MemberProblem(key, text) : null);

    public void Dispose()
    {
    }

    // A key is never used for what its members exclude.
    private static string? MemberProblem(JwtKey key, string text)
    {
        using var document = JsonDocument.Parse(text);
        var jwk = document.RootElement;
        if (jwk.TryGetProperty("alg", out var alg) && alg.GetString() != key.Algorithm.ToString())
            return "another algorithm";
        if (jwk.TryGetProperty("use", out var meant) && meant.GetString() != "sig")
            return "a key for something else";
        if (jwk.TryGetProperty("kid", out var kid) && kid.GetString() != key.Kid)
            return "another kid";
        if (key.CanSign && jwk.TryGetProperty("key_ops", out var uses) && uses.EnumerateArray().All(use => use.GetString() != "sign"))
            return "signs against its key_ops";
        var family = jwk.GetProperty("kty").GetString() switch { "oct" => "HS", "RSA" => "RSPS", _ => "ES" };
        return family.Contains(key.Algorithm.ToString()[..2], StringComparison.Ordinal) ? null : "an algorithm of another kty";
    }

    /// <summary>Takes a member of another key.</summary>
    private static string Splice(Random random, string text, string other)
    {
        var (members, others) = (JsonMember.Split(text), JsonMember.Split(other));
        if (members.Count == 0 || others.Count == 0)
            return JsonMutations.Mutate(random, text);
        var taken = others[random.Next(others.Count)];
        members.RemoveAll(member => member.Name == taken.Name);
        members.Add(taken);
        return JsonMember.Join(members);
    }
}
