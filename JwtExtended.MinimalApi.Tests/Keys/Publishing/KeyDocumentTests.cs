using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys.Publishing;

/// <summary>What is written about keys: headers, key sets and metadata, and the key set that reads them back.</summary>
public sealed class KeyDocumentTests
{
    private static readonly RSAParameters Rsa = MakeRsa();

    [TestCase(TokenType.Access, "at+jwt")]
    [TestCase(TokenType.Refresh, "rt+jwt")]
    [TestCase(TokenType.Ticket, "ticket+jwt")]
    public void A_header_names_algorithm_type_and_key(TokenType type, string typ)
    {
        var header = JoseHeader.Encode(JwtAlgorithm.PS384, type, "a<b");

        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(header)).Should().Be($$"""{"alg":"PS384","typ":"{{typ}}","kid":"a<b"}""");
    }

    [Test]
    public void A_value_that_is_not_a_token_type_has_no_header()
    {
        var key = JwtKey.Generate(JwtAlgorithm.HS256);

        key.Invoking(key => JoseHeader.Encode(key.Algorithm, (TokenType)99, "a")).Should().Throw<ArgumentOutOfRangeException>();
        key.Invoking(key => key.HeaderOf((TokenType)99)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [TestCase("https://a.example", "", "/keys", "https://a.example/keys")]
    [TestCase("https://a.example/", "", "/keys", "https://a.example/keys")]
    [TestCase("https://a.example/t", "", "/keys", "https://a.example/t/keys")]
    [TestCase("https://a.example/t/", "", "/t/keys", "https://a.example/t/keys")]
    [TestCase("https://a.example/t", "", "/tenant/keys", "https://a.example/t/tenant/keys")]
    [TestCase("https://a.example/t", "", "/t", "https://a.example/t/t")]
    [TestCase("https://a.example/t/v1", "/v1", "/v1/keys", "https://a.example/t/v1/keys")]
    [TestCase("https://a.example/t/v1", "/v1", "/keys", "https://a.example/t/keys")]
    [TestCase("https://a.example/t", "/t", "/keys", "https://a.example/keys")]
    [TestCase("https://a.example", "/api", "/api/keys", "https://a.example/api/keys")]
    public void The_address_of_an_endpoint_begins_with_what_is_in_front_of_the_app(
        string issuer, string group, string path, string url) => PublicUrl.Parse(issuer)!.UrlOf(path, group).Should().Be(url);

    [Test]
    public void The_metadata_has_no_list_without_elements()
    {
        var token = new AnnouncedEndpoint("token_endpoint", ("grant_types_supported", ["refresh_token"]), ("empty", []));

        TextOf(DiscoveryDocument.Write("https://a.example", [(AnnouncedEndpoint.Jwks, "https://a.example/keys")], [])).Should().Be(
            """{"issuer":"https://a.example","jwks_uri":"https://a.example/keys","subject_types_supported":["public"]}""");
        TextOf(DiscoveryDocument.Write("https://a.example", [(token, "https://a.example/token")], [JwtAlgorithm.RS256, JwtAlgorithm.ES512]))
            .Should().Be("""{"issuer":"https://a.example","token_endpoint":"https://a.example/token","grant_types_supported":"""
                + """["refresh_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256","ES512"]}""");
    }

    [Test]
    public void Published_keys_have_the_members_of_their_kind()
    {
        using var rsa = RSA.Create(Rsa);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var e = ec.ExportParameters(false);
        var first = JwtKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem(), JwtAlgorithm.PS256);
        var second = JwtKey.FromPem(ec.ExportSubjectPublicKeyInfoPem());

        var published = new PublishedKeys([JwtKey.Generate(JwtAlgorithm.HS256), first, second, second]);

        var (n, x, y) = (Base64Url.EncodeToString(Rsa.Modulus), Base64Url.EncodeToString(e.Q.X), Base64Url.EncodeToString(e.Q.Y));
        var rsaJwk = $$"""{"kty":"RSA","use":"sig","alg":"PS256","kid":"{{first.Kid}}","n":"{{n}}","e":"AQAB"}""";
        var ecJwk = $$"""{"kty":"EC","use":"sig","alg":"ES384","kid":"{{second.Kid}}","crv":"P-384","x":"{{x}}","y":"{{y}}"}""";
        TextOf(published.Document).Should().Be($$"""{"keys":[{{rsaJwk}},{{ecJwk}},{{ecJwk}}]}""");
        published.Algorithms.Should().Equal(JwtAlgorithm.PS256, JwtAlgorithm.ES384);
        published.Document.Tag.Should().MatchRegex("^\"[A-Za-z0-9_-]{16}\"$");
    }

    [Test]
    public void The_tag_changes_with_the_keys_and_only_with_them()
    {
        var (one, other) = (JwtKey.Generate(JwtAlgorithm.ES256), JwtKey.Generate(JwtAlgorithm.ES256));

        TagOf(one).Should().Be(TagOf(one)).And.NotBe(TagOf(other));
    }

    [Test]
    public void A_set_finds_keys_by_kid_by_header_and_by_identity()
    {
        var (a, b) = (JwtKey.Generate(JwtAlgorithm.HS256), JwtKey.Generate(JwtAlgorithm.HS384));
        var set = new KeySet(a, [a, b], []);

        set.TryFindHeader(b.ServiceKey!.RefreshHeader, out var known).Should().BeTrue();
        known.Should().Be(new KnownHeader(b.ServiceKey, TokenType.Refresh));
        set.TryFindHeader(a.ServiceKey!.TicketHeader, out known).Should().BeTrue();
        known.Should().Be(new KnownHeader(a.ServiceKey, TokenType.Ticket));
        set.TryFindHeader(a.AccessHeader, out known).Should().BeTrue();
        known.Should().Be(new KnownHeader(a, TokenType.Access));
        string[] unknown = ["eyJ", a.RefreshHeader, a.TicketHeader, a.ServiceKey.AccessHeader];
        unknown.Should().AllSatisfy(header => set.TryFindHeader(header, out _).Should().BeFalse());
        (set.Has(a.Kid), set.Has("x")).Should().Be((true, false));
        (set.Find(a.Kid), set.Find("x")).Should().Be((a, null));
        (set.Holds(a), set.Holds(null)).Should().Be((true, false));
        set.Holds(JwtKey.Generate(JwtAlgorithm.HS256)).Should().BeFalse();
        set.Holds(new JwtKey(a.Kid, a.Algorithm, JwtKey.Generate(JwtAlgorithm.HS256).Material, true)).Should().BeFalse();
        set.Holds(new JwtKey(a.Kid, a.Algorithm, a.Material, true)).Should().BeTrue("it is the same key");
        set.Published.Should().BeSameAs(set.Published);
        FluentActions.Invoking(() => new KeySet(a, [a, a], []))
            .Should().Throw<ArgumentException>().WithMessage($"Two keys have the kid '{a.Kid}'*");
    }

    [TestCase(256, true)]
    [TestCase(257, false)]
    public void A_kid_has_a_greatest_length(int length, bool accepted)
    {
        var jwk = new JsonObject { ["kty"] = "oct", ["k"] = TestKeys.SecretText('k', 44), ["kid"] = new string('x', length) };

        (JwkReader.Read(jwk.ToJsonString()).Key is not null).Should().Be(accepted);
    }

    [TestCase("[\"sign\"]", true)]
    [TestCase("[\"verify\"]", false)]
    [TestCase("[\"verify\",\"sign\"]", true)]
    public void A_key_does_what_it_was_made_for(string operations, bool canSign)
    {
        foreach (var jwk in new[]
        {
            $$"""{"kty":"oct","k":"{{TestKeys.SecretText('k', 44)}}","key_ops":{{operations}},"use":"sig"}""",
            RsaJwk(operations, Rsa), EcJwk(operations),
        })
        {
            JwkReader.Read(jwk).Key!.CanSign.Should().Be(canSign);
        }
    }

    [Test]
    public void A_private_RSA_key_of_an_odd_number_of_bytes_is_read()
    {
        using var key = RSA.Create(2056);

        var result = JwkReader.Read(RsaJwk("[\"sign\"]", key.ExportParameters(true)));

        result.Error.Should().BeNull();
        result.Key!.SignatureLength.Should().Be(257);
    }

    [TestCase("""{"kty":"oct","k":"AAAA","x":[[[[[[[1]]]]]]]}""", "3 bytes long")]
    [TestCase("""{"kty":"oct","k":"AAAA","x":[[[[[[[[1]]]]]]]]}""", "not a JSON Web Key")]
    [TestCase("""{"kty":"oct"}""", "not a JSON Web Key")]
    [TestCase("""{"kty":"oct","k":7}""", "not a JSON Web Key")]
    [TestCase("""{"kty":"RSA","n":"AAAA"}""", "not a JSON Web Key")]
    [TestCase("""{"k":"AAAA"}""", "kty other than")]
    [TestCase("""{"kty":"EC"}""", "crv other than")]
    [TestCase("\"oct\"", "not a JSON Web Key")]
    public void A_text_that_is_no_whole_key_is_refused(string jwk, string error)
    {
        var result = JwkReader.Read(jwk);

        result.Key.Should().BeNull();
        result.Error.Should().Contain(error);
    }

    private static string TextOf(PublishedJson document) => Encoding.UTF8.GetString(document.Json);

    private static string TagOf(JwtKey key) => new PublishedKeys([key]).Document.Tag;

    private static string EcJwk(string operations)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        var p = key.ExportParameters(true);
        var (x, y, d) = (Base64Url.EncodeToString(p.Q.X), Base64Url.EncodeToString(p.Q.Y), Base64Url.EncodeToString(p.D));
        return $$"""{"kty":"EC","crv":"P-521","x":"{{x}}","y":"{{y}}","d":"{{d}}","key_ops":{{operations}}}""";
    }

    private static string RsaJwk(string operations, RSAParameters p)
    {
        string Encode(byte[]? bytes) => Base64Url.EncodeToString(bytes.AsSpan().TrimStart((byte)0));
        return $$"""
            {"kty":"RSA","n":"{{Encode(p.Modulus)}}","e":"{{Encode(p.Exponent)}}","d":"{{Encode(p.D)}}",
            "p":"{{Encode(p.P)}}","q":"{{Encode(p.Q)}}",
            "dp":"{{Encode(p.DP)}}","dq":"{{Encode(p.DQ)}}","qi":"{{Encode(p.InverseQ)}}","key_ops":{{operations}}}
            """;
    }

    private static RSAParameters MakeRsa()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(true);
    }
}
