using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Security;

/// <summary>
/// What went wrong in other libraries and servers does not go wrong here. Each test names the advisory and where it was found;
/// <c>docs/threat-model.md</c> lists those that other tests of the package cover already.
/// </summary>
public sealed class PeerAdvisoryTests
{
    // PyJWT, CVE-2022-29217 (GHSA-ffqj-6fqr-9h24, github.com/jpadilla/pyjwt/issues/1196): a public key was taken for an HMAC secret.
    // fast-jwt, GHSA-mvf2-f6gm-w987 (github.com/nearform/fast-jwt/issues/589): the check was passed with a space before the key.
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("\t\r\n ")]
    [TestCase("\uFEFF")]
    public async Task A_public_key_is_no_secret_whatever_stands_before_it(string before)
    {
        var publicKey = TestKeys.PublicPem(TestKeys.RsaPem());
        await using var neighbour = new TestService(cfg => cfg.SecretKey = before.Trim('\uFEFF') + TestKeys.Secret);

        var start = () => new TestService(cfg => cfg.SecretKey = before + publicKey);

        start.Should().Throw<OptionsValidationException>().WithMessage("*SecretKey holds PEM text*");
        neighbour.Read(neighbour.Jwt.CreateAccessToken("alice")).Identity.Should().Be("alice");
    }

    // jsonwebtoken, CVE-2022-23540 (GHSA-qwph-4952-7xr6, osv.dev/vulnerability/CVE-2022-23540): an empty key accepted unsigned tokens.
    [TestCase("none")]
    [TestCase("None")]
    [TestCase("nOnE")]
    [TestCase("")]
    public async Task An_unsigned_token_is_refused_and_an_empty_key_stops_the_start(string algorithm)
    {
        await using var service = new TestService();
        var header = TokenForge.Encode($$"""{"alg":"{{algorithm}}","typ":"at+jwt"}""");
        var unsigned = $"{header}.{TokenForge.Encode(TokenForge.Payload())}.";

        var start = () => new TestService(cfg => cfg.SecretKey = "");

        service.ReadRefused(unsigned).Should().Be(JwtErrorCode.TokenMalformed);
        service.ReadRefused(unsigned + "AAAA").Should().Be(JwtErrorCode.TokenInvalid);
        start.Should().Throw<OptionsValidationException>();
        service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload())).Identity.Should().Be("alice");
    }

    // Authlib, CVE-2025-59420 (GHSA-9ggr-2464-2j32) and PyJWT, CVE-2026-32597 (github.com/ansible/eda-server/pull/1518): extensions that
    // the token calls critical were ignored.
    [TestCase("""["bork"],"bork":1""")]
    [TestCase("""["cnf"],"cnf":{"jkt":"x"}""")]
    [TestCase("""["exp"]""")]
    public async Task A_critical_extension_that_is_not_understood_is_refused_and_one_that_is_not_critical_is_not(string critical)
    {
        await using var service = new TestService();

        var refused = service.ReadRefused(
            TokenForge.Sign($$"""{"alg":"HS256","typ":"at+jwt","crit":{{critical}}}""", TokenForge.Payload()));

        refused.Should().Be(JwtErrorCode.TokenMalformed);
        service.Read(TokenForge.Sign("""{"alg":"HS256","typ":"at+jwt","bork":1}""", TokenForge.Payload())).Identity.Should().Be("alice");
    }

    // jose for Dart, CVE-2026-34240 (app.opencve.io/cve/CVE-2026-34240) and Authlib, CVE-2026-27962 (GHSA-wvwj-cvrp-7pv5): the key in the
    // token's own header was used.
    [Test]
    public async Task A_key_in_the_header_is_never_used()
    {
        await using var service = new TestService(cfg => cfg.Keys.Add(JwtKey.Generate(JwtAlgorithm.ES256)));
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = attacker.ExportParameters(includePrivateParameters: false).Q;
        var header = TokenForge.Encode($$"""
            {"alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}",
            "y":"{{Base64Url.EncodeToString(point.Y)}}" },"typ":"at+jwt"}
            """);
        var input = $"{header}.{TokenForge.Encode(TokenForge.Payload())}";
        var forged = $"{input}.{Base64Url.EncodeToString(attacker.SignData(Encoding.UTF8.GetBytes(input), HashAlgorithmName.SHA256))}";

        service.ReadRefused(forged).Should().Be(JwtErrorCode.TokenInvalid);

        service.Read(service.Jwt.CreateAccessToken("alice")).Identity.Should().Be("alice");
    }

    // PyJWT, CVE-2024-53861 (sentinelone.com/vulnerability-database/cve-2024-53861): a part of the issuer was enough.
    // jwt-go, CVE-2020-26160 (appsecuritystandards.org/blog/jwt-package-left-projects-exposed-for-months): the audience was not checked
    // where it had an unexpected form.
    [TestCase("\"TestAp\"", "\"TestApp\"")]
    [TestCase("\"TestApp2\"", "\"TestApp\"")]
    [TestCase("\"\"", "\"TestApp\"")]
    [TestCase("[\"TestApp\"]", "\"TestApp\"")]
    [TestCase("\"TestApp\"", "\"TestAp\"")]
    [TestCase("\"TestApp\"", "\"\"")]
    [TestCase("\"TestApp\"", "[]")]
    [TestCase("\"TestApp\"", "[\"\"]")]
    [TestCase("\"TestApp\"", "{\"TestApp\":1}")]
    [TestCase("\"TestApp\"", "null")]
    public async Task Issuer_and_audience_are_compared_whole_and_in_every_form(string issuer, string audience)
    {
        await using var service = new TestService();

        var refused = service.ReadRefused(Token(issuer, audience));

        refused.Should().BeOneOf(JwtErrorCode.TokenInvalid, JwtErrorCode.TokenMalformed);
        service.Read(Token("\"TestApp\"", "\"TestApp\"")).Identity.Should().Be("alice");
        service.Read(Token("\"TestApp\"", "[\"Other\",\"TestApp\"]")).Identity.Should().Be("alice");

        static string Token(string issuer, string audience) => TokenForge.Sign(
            TokenForge.Header,
            $$"""{"iss":{{issuer}},"aud":{{audience}},"sub":"alice","jti":"j","iat":{{TokenForge.Now}},"exp":{{TokenForge.Now + 600}}}""");
    }

    // golang-jwt, CVE-2025-30204 (cvetodo.com/cve/CVE-2025-30204) and Go JOSE, CVE-2025-27144
    // (sentinelone.com/vulnerability-database/cve-2025-27144): a text of periods took memory in proportion to their number.
    // Authlib, CVE-2025-61920 (GHSA-pq5p-34cr-23v9, github.com/github/advisory-database/pull/6373): a part of any length was decoded.
    [TestCase('.')]
    [TestCase('A')]
    public async Task A_text_of_any_length_costs_next_to_nothing(char filling)
    {
        await using var service = new TestService();
        var texts = new[] { 8192, 8_000_000 }.Select(length => new string(filling, length)).ToArray();
        foreach (var text in texts)
            service.ReadRefused(text);

        foreach (var text in texts)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            service.Jwt.TryRead(text, out _, out var error).Should().BeFalse();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            error!.Code.Should().Be(JwtErrorCode.TokenMalformed);
            allocated.Should().BeLessThan(64 * 1024);
        }

        service.Read(service.Jwt.CreateAccessToken("alice")).Identity.Should().Be("alice");
    }

    // LiteLLM, CVE-2026-59822 (github.com/msaleme/red-team-blue-team-agent-fabric/issues/503): where validation failed, the request went
    // on as a user without restrictions; "Bearer x" was enough.
    [TestCase("Bearer x")]
    [TestCase("Bearer null")]
    [TestCase("bearer {}")]
    [TestCase("Bearer x.y.z")]
    public async Task A_text_that_is_no_token_is_refused_and_makes_no_user(string header)
    {
        string? name = "unset";
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/required", () => "secret").RequireJwt();
                routes.MapGet("/optional", (Token? token) => token?.Identity ?? "stranger").OptionalJwt();
                routes.MapGet("/open", (HttpContext context) => name = context.User.Identity?.Name);
            });

        foreach (var path in new[] { "/required", "/optional" })
        {
            using var refused = await app.GetWithHeaderAsync(path, ("Authorization", header));
            refused.Should().BeRefused(JwtErrorCode.TokenMalformed, path);
        }

        using var open = await app.GetWithHeaderAsync("/open", ("Authorization", header));
        name.Should().BeNull();
        using var accepted = await app.GetAsync("/required", app.Jwt.CreateAccessToken("alice"));
        accepted.Should().BeOk("secret");
    }

    // DataEase, CVE-2025-49001 (github.com/projectdiscovery/nuclei-templates/pull/16311): the exception of the signature check was logged,
    // and the request went on.
    [Test]
    public async Task An_exception_on_the_way_to_a_refusal_does_not_let_the_request_through()
    {
        var handled = 0;
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/", () => ++handled).RequireJwt(jwt => jwt.Where(token => token.GetString("plan")!.Length > 0)),
            cfg => cfg.OnError(_ => throw new InvalidOperationException("The error page is broken.")));

        using var anonymous = await app.GetAsync("/");
        using var forged = await app.GetAsync("/", TokenForge.Sign(TokenForge.Header, TokenForge.Payload()) + "AA");
        using var withoutPlan = await app.GetAsync("/", app.Jwt.CreateAccessToken("alice"));
        var reached = handled;

        new[] { anonymous, forged, withoutPlan }.Select(response => (int)response.StatusCode).Should().AllBeEquivalentTo(500);
        reached.Should().Be(0);
        using var accepted = await app.GetAsync(
            "/", app.Jwt.CreateAccessToken("alice", new TokenDescriptor { PrivateClaims = new() { ["plan"] = "gold" } }));
        accepted.Should().BeOk("1");
    }

    // Keycloak, CVE-2026-18218 (osv.dev/vulnerability/BIT-keycloak-2026-18218) and CVE-2026-8922 (GHSA-83c4-ffjp-mxp9): of two instants
    // up to which tokens are revoked, one was ignored because of the other.
    [TestCase(true)]
    [TestCase(false)]
    public async Task Of_two_revocations_neither_switches_the_other_off(bool everythingFirst)
    {
        await using var app = await SessionClient.StartAsync();
        var early = (Alice: app.Jwt.CreateTokenPair("alice"), Bob: app.Jwt.CreateTokenPair("bob"));
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await RevokeAsync(everythingFirst);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var between = (Alice: app.Jwt.CreateTokenPair("alice"), Bob: app.Jwt.CreateTokenPair("bob"));
        app.Time.Advance(TimeSpan.FromMinutes(1));

        await RevokeAsync(!everythingFirst);

        app.Time.Advance(TimeSpan.FromMinutes(1));
        TokenPair[] revoked = [early.Alice, early.Bob, between.Alice];
        foreach (var pair in everythingFirst ? revoked : [.. revoked, between.Bob])
        {
            using var access = await app.GetAsync("/me", pair.AccessToken);
            access.Should().BeRefused(JwtErrorCode.TokenRevoked);
            using var refresh = await app.RefreshAsync(pair.RefreshToken);
            refresh.Should().BeRefused(JwtErrorCode.TokenRevoked);
        }

        using var accepted = await app.GetAsync("/me", (everythingFirst ? between.Bob : app.Jwt.CreateTokenPair("bob")).AccessToken);
        accepted.Should().BeOk("bob");

        ValueTask RevokeAsync(bool everything) => everything ? app.Jwt.RevokeEverythingAsync() : app.Jwt.RevokeAllAsync("alice");
    }

    // django-oauth-toolkit (github.com/django-oauth/django-oauth-toolkit/issues/1617): within the grace period, tokens from several
    // steps back were accepted as well.
    [Test]
    public async Task A_grace_window_is_for_the_last_step_and_not_for_those_before_it()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.Rotation.GraceWindow = TimeSpan.FromSeconds(30));
        var first = app.Jwt.CreateTokenPair("alice").RefreshToken;
        var second = (await app.RefreshedAsync(first)).Refresh;
        app.Time.Advance(TimeSpan.FromSeconds(31));
        var third = (await app.RefreshedAsync(second)).Refresh;

        var again = (await app.RefreshedAsync(second)).Refresh;
        using var old = await app.RefreshAsync(first);

        again.Should().Be(third);
        old.Should().BeRefused(JwtErrorCode.RefreshReused);
    }

    // ASP.NET Core, CVE-2021-34532 (github.com/dotnet/aspnetcore/issues/35246): JwtBearer logged a token that it could not parse.
    [Test]
    public async Task A_token_that_cannot_be_read_is_not_logged()
    {
        await using var app = await SessionClient.StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var secretPart = token.Split('.')[2];

        foreach (var text in new[] { $"{token}!", $"!{token}", token.Replace(".ey", ". ey", StringComparison.Ordinal), $"\"{token}\"" })
        {
            using var refused = await app.GetWithHeaderAsync("/me", ("Authorization", "Bearer " + text));
            refused.IsSuccessStatusCode.Should().BeFalse();
        }

        using var accepted = await app.GetAsync("/me", token);
        accepted.Should().BeOk("alice");
        app.Logs.GetSnapshot().Should().NotBeEmpty()
            .And.NotContain(record => record.Message.Contains(secretPart, StringComparison.Ordinal));
    }

    // jsonwebtoken, CVE-2022-23541 and PHP JWT Framework, GHSA-jc38-x7x8-2xc8 (github.com/github/advisory-database/pull/8484): the token
    // chose how it is verified.
    [Test]
    public async Task A_token_does_not_choose_its_algorithm()
    {
        var pem = TestKeys.RsaPem();
        await using var service = new TestService(cfg =>
        {
            cfg.SecretKey = null;
            cfg.PrivateKey = pem;
            cfg.Keys.RefreshSecrets.Add(TestKeys.Secret);
        });
        var kid = service.Jwt.Keys.Signing.Kid;
        var publicPem = Encoding.UTF8.GetBytes(TestKeys.PublicPem(pem));
        var header = TokenForge.Encode($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{kid}}"}""");

        service.ReadRefused(TokenForge.Sign(header, TokenForge.Encode(TokenForge.Payload()), publicPem))
            .Should().Be(JwtErrorCode.TokenInvalid);

        service.Read(service.Jwt.CreateAccessToken("alice")).Identity.Should().Be("alice");
    }
}
