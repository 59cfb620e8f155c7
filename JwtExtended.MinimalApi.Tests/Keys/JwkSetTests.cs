using System.Security.Cryptography;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>JWK Sets (RFC 7517, 5).</summary>
public sealed class JwkSetTests
{
    private static readonly JsonObject Ec = EcJwk();

    [Test]
    public void The_keys_of_a_set_are_read_in_its_order()
    {
        using var rsa = RSA.Create(2048);
        var set = Set(
            Ec.DeepClone(),
            JsonNode.Parse(KeyForms.Jwk(rsa.ExportParameters(true)))!,
            new JsonObject { ["kty"] = "oct", ["kid"] = "secret", ["k"] = TestKeys.SecretText('k', 44) });

        var keys = JwtKey.FromJwkSet(set);

        keys.Select(static key => (key.Algorithm, key.CanSign)).Should()
            .Equal((JwtAlgorithm.ES256, true), (JwtAlgorithm.RS256, true), (JwtAlgorithm.HS256, true));
        keys[2].Kid.Should().Be("secret");
    }

    [Test]
    public async Task What_an_app_publishes_is_read_by_another_one_that_verifies_its_tokens()
    {
        await using var issuer = await TestApp.StartAsync(
            routes => routes.MapJwks(),
            cfg => cfg.Keys.Add(JwtKey.Generate(JwtAlgorithm.ES256)),
            builder => builder.Configuration["Jwt:SecretKey"] = null);
        var published = await issuer.Client.GetStringAsync("/.well-known/jwks.json");
        await using var reader = new TestService(
            cfg =>
            {
                foreach (var key in JwtKey.FromJwkSet(published))
                    cfg.Keys.Add(key);
            },
            builder => builder.Configuration["Jwt:SecretKey"] = null);

        reader.Read(issuer.Jwt.CreateAccessToken("alice")).Identity.Should().Be("alice");
        reader.Jwt.Keys.Signing.CanSign.Should().BeFalse();
    }

    private static IEnumerable<TestCaseData> Foreign =>
    [
        Case("another kty", jwk => jwk["kty"] = "OKP", "has a kty other than RSA, EC and oct."),
        Case("another kty, whatever else it says", jwk => (jwk["kty"], jwk["kid"], jwk["use"]) = ("AKP", 7, 8), "has a kty other than"),
        Case("another use", jwk => jwk["use"] = "enc", "has a use other than 'sig'"),
        Case("another alg", jwk => jwk["alg"] = "ECDH-ES", "has an alg that is not a signature algorithm"),
        Case("another crv", jwk => jwk["crv"] = "secp256k1", "has a crv other than P-256, P-384, P-521"),
    ];

    [TestCaseSource(nameof(Foreign))]
    public void A_key_for_something_else_is_skipped_and_named_when_nothing_else_is_there(Action<JsonObject> change, string reason)
    {
        var other = EcJwk();
        change(other);

        JwtKey.FromJwkSet(Set(other.DeepClone(), Ec.DeepClone())).Should().ContainSingle().Which.CanSign.Should().BeTrue();
        Refuse(Set(other.DeepClone(), other)).Should()
            .StartWith("The JWK Set has no key that can be used. Take a set with an RSA, EC or oct key for signatures.")
            .And.Contain($"The JWK Set's keys[0] {reason}").And.Contain($"The JWK Set's keys[1] {reason}");
    }

    private static IEnumerable<TestCaseData> Malformed =>
    [
        Case("no y", jwk => jwk.Remove("y"), "is not a JSON Web Key that can be read"),
        Case("no crv", jwk => jwk.Remove("crv"), "has a crv other than"),
        Case("no kty", jwk => jwk.Remove("kty"), "has a kty other than"),
        Case("a kid that is no string", jwk => jwk["kid"] = 7, "is not a JSON Web Key that can be read"),
        Case("an empty kid", jwk => jwk["kid"] = "", "has a kid that is empty"),
        Case("an algorithm of another curve", jwk => jwk["alg"] = "ES384", "is on the curve of ES256; ES384 needs"),
        // .NET 10 does not import such a pair, and tells no reason; .NET 11 does.
        Case(
            "the private part of another key", jwk => jwk["d"] = EcJwk()["d"]!.GetValue<string>(),
            Environment.Version.Major > 10 ? "has a private part that does not belong" : "is not a JSON Web Key that can be read"),
    ];

    [TestCaseSource(nameof(Malformed))]
    public void A_key_that_is_wrong_makes_the_set_wrong(Action<JsonObject> change, string reason)
    {
        var wrong = EcJwk();
        change(wrong);

        Refuse(Set(Ec.DeepClone(), wrong)).Should().StartWith($"The JWK Set's keys[1] {reason}");
        JwtKey.FromJwkSet(Set(Ec.DeepClone(), EcJwk())).Should().HaveCount(2);
    }

    [TestCase("[]", "The JWK Set is not a JWK Set that can be read (RFC 7517, 5).")]
    [TestCase("{}", "The JWK Set is not a JWK Set that can be read (RFC 7517, 5).")]
    [TestCase("{", "The JWK Set is not a JWK Set that can be read (RFC 7517, 5).")]
    [TestCase("""{"\ud800":1,"keys":[]}""", "The JWK Set is not a JWK Set that can be read (RFC 7517, 5).")]
    [TestCase("""{"keys":{}}""", "The JWK Set is not a JWK Set that can be read (RFC 7517, 5).")]
    [TestCase("""{"keys":[],"keys":[]}""", "The JWK Set is not a JWK Set that can be read (RFC 7517, 5).")]
    [TestCase("""{"keys":[]}""", "The JWK Set has no key that can be used.")]
    [TestCase("""{"keys":[1]}""", "The JWK Set's keys[0] is not a JSON Web Key that can be read (RFC 7517).")]
    [TestCase("""{"keys":[null]}""", "The JWK Set's keys[0] is not a JSON Web Key that can be read (RFC 7517).")]
    [TestCase("""{"keys":[[]]}""", "The JWK Set's keys[0] is not a JSON Web Key that can be read (RFC 7517).")]
    public void A_text_that_is_no_set_is_refused(string json, string reason) => Refuse(json).Should().StartWith(reason);

    [Test]
    public void A_set_and_a_single_key_name_the_way_to_read_each_other()
    {
        var (single, set) = (Ec.ToJsonString(), Set(Ec.DeepClone()));

        Refuse(single).Should().Be(
            "The JWK Set is a single JSON Web Key (RFC 7517, 4). Read it with: JwtKey.FromJwk(json) (Parameter 'json')");
        FluentActions.Invoking(() => JwtKey.FromJwk(set)).Should().Throw<ArgumentException>()
            .WithMessage("The JWK is a JWK Set (RFC 7517, 5). Read it with: JwtKey.FromJwkSet(json)*");
        JwtKey.FromJwkSet(set)[0].Kid.Should().Be(JwtKey.FromJwk(single).Kid);
    }

    [Test]
    public void Two_keys_with_one_kid_are_refused()
    {
        var (first, second) = (EcJwk(), EcJwk());
        (first["kid"], second["kid"]) = ("mine", "mine");

        Refuse(Set(first, second)).Should().StartWith("The JWK Set has two keys with the kid 'mine'.");
        Refuse(Set(Ec.DeepClone(), Ec.DeepClone())).Should().StartWith("The JWK Set has two keys with the kid '");
    }

    [Test]
    public void A_set_is_bounded()
    {
        var other = """{"kty":"OKP"}""";

        JwtKey.FromJwkSet(Repeat(Ec.ToJsonString(), other, 99)).Should().HaveCount(1);
        Refuse(Repeat(Ec.ToJsonString(), other, 100)).Should().StartWith("The JWK Set has 101 keys, more than 100.");
        Refuse(Repeat(other, other, 1) + new string(' ', 1_048_576)).Should().StartWith("The JWK Set is longer than 1048576 characters.");
        Refuse(Repeat(new string('[', 1000) + new string(']', 1000), other, 1)).Should().StartWith("The JWK Set is not a JWK Set");

        static string Repeat(string first, string other, int count) =>
            $$"""{"keys":[{{first}},{{string.Join(',', Enumerable.Repeat(other, count))}}]}""";
    }

    private static string Refuse(string json) =>
        FluentActions.Invoking(() => JwtKey.FromJwkSet(json)).Should().Throw<ArgumentException>().Which.Message;

    private static string Set(params JsonNode[] keys) => new JsonObject { ["keys"] = new JsonArray(keys) }.ToJsonString();

    private static JsonObject EcJwk()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return JsonNode.Parse(KeyForms.Jwk(key.ExportParameters(true)))!.AsObject();
    }

    private static TestCaseData Case(string name, Action<JsonObject> change, string reason) =>
        new TestCaseData(change, reason).SetArgDisplayNames(name);
}
