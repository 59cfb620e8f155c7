using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Our tokens, verified by the npm package <c>jose</c>: with the keys that we publish, or with the shared secret.</summary>
[NonParallelizable]
[Category("Interop")]
public sealed class JoseVerifiesTests
{
    private static Dictionary<(JwtAlgorithm Algorithm, string Case), JoseResult> _results = [];

    private static JwtAlgorithm[] Algorithms => Enum.GetValues<JwtAlgorithm>();

    [OneTimeSetUp]
    public static async Task VerifyAsync()
    {
        var secrets = Algorithms.Where(IsSymmetric)
            .ToDictionary(static algorithm => algorithm, static _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        await using var issuer = await IssuerApp.StartAsync(Algorithms.Select(algorithm =>
            secrets.TryGetValue(algorithm, out var secret)
                ? JwtKey.FromSecret("base64:" + secret, algorithm)
                : JwtKey.Generate(algorithm)));
        var cases = Algorithms.SelectMany(algorithm => Cases(issuer, algorithm, secrets.GetValueOrDefault(algorithm))).ToArray();

        var outcomes = await NodeScript.RunAsync<VerifyCase, JoseResult>("verify.js", [.. cases.Select(static named => named.Case)]);

        _results = cases.Zip(outcomes).ToDictionary(
            static pair => (Enum.Parse<JwtAlgorithm>(pair.First.Case.Alg), pair.First.Name), static pair => pair.Second);
    }

    [TestCaseSource(nameof(Algorithms))]
    public void Access_token_is_accepted_until_it_expires(JwtAlgorithm algorithm)
    {
        _results[(algorithm, "access")].Should().Be(new JoseResult("alice"));
        _results[(algorithm, "last second")].Should().Be(new JoseResult("alice"));
        _results[(algorithm, "expired")].Should().Be(JoseResult.Expired);
    }

    [TestCaseSource(nameof(Algorithms))]
    public void Refresh_token_is_refused_by_its_key_where_only_key_and_issuer_are_checked(JwtAlgorithm algorithm)
    {
        var refused = IsSymmetric(algorithm) ? JoseResult.Changed : JoseResult.NotWithKeySet;

        _results[(algorithm, "access, key and issuer")].Should().Be(new JoseResult("alice"));
        _results[(algorithm, "refresh, key and issuer")].Should().Be(refused);
        _results[(algorithm, "refresh")].Should().Be(refused);
    }

    [TestCaseSource(nameof(Algorithms))]
    public void Token_for_another_audience_of_another_issuer_or_with_a_changed_signature_is_refused(JwtAlgorithm algorithm)
    {
        _results[(algorithm, "other audience")].Should().Be(JoseResult.Wrong("aud"));
        _results[(algorithm, "other issuer")].Should().Be(JoseResult.Wrong("iss"));
        _results[(algorithm, "changed")].Should().Be(JoseResult.Changed);
    }

    private static IEnumerable<(string Name, VerifyCase Case)> Cases(TestApp issuer, JwtAlgorithm algorithm, string? secret)
    {
        var pair = issuer.With(algorithm, static jwt => jwt.CreateTokenPair("alice"));
        var access = new VerifyCase(pair.AccessToken, algorithm.ToString(), issuer.Issuer(), IssuerApp.Audience, "at+jwt", TokenForge.Now,
            secret is null ? issuer.Issuer() + "/.well-known/jwks.json" : null, secret);
        var exp = access.Now + 15 * 60;
        yield return ("access", access);
        yield return ("last second", access with { Now = exp - 1 });
        yield return ("expired", access with { Now = exp });
        var keyAndIssuer = access with { AlsoAlg = "HS256", Audience = null, Typ = null };
        yield return ("access, key and issuer", keyAndIssuer);
        yield return ("refresh, key and issuer", keyAndIssuer with { Token = pair.RefreshToken });
        yield return ("refresh", access with { AlsoAlg = "HS256", Token = pair.RefreshToken });
        yield return ("other audience", access with { Audience = "invoices" });
        yield return ("other issuer", access with { Issuer = "https://example.com" });
        yield return ("changed", access with { Token = TokenChange.Signature(access.Token) });
    }

    private static bool IsSymmetric(JwtAlgorithm algorithm) => algorithm.ToString().StartsWith("HS", StringComparison.Ordinal);
}
