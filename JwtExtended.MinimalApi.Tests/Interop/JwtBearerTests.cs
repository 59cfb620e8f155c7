using System.Net;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary><c>JwtBearer</c> of ASP.NET Core, which finds the package's discovery document by its <c>Authority</c>.</summary>
[Category("Interop")]
public sealed class JwtBearerTests
{
    // JwtBearer reads the system clock: tokens issued an hour ago are about to expire, or have just expired.
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private static TestApp _issuer = null!;
    private static BearerService _service = null!;

    private static IEnumerable<JwtAlgorithm> Algorithms =>
        Enum.GetValues<JwtAlgorithm>().Where(static algorithm => !algorithm.ToString().StartsWith("HS", StringComparison.Ordinal));

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        _issuer = await StartIssuerAsync([.. Algorithms.Select(JwtKey.Generate)]);
        _service = await BearerService.StartAsync(_issuer.Issuer());
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [TestCaseSource(nameof(Algorithms))]
    public async Task Access_token_is_accepted_until_it_expires(JwtAlgorithm algorithm)
    {
        string IssueFor(TimeSpan lifetime) =>
            Issue(algorithm, jwt => jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = lifetime }));
        var (living, expired) = (IssueFor(Age + TimeSpan.FromMinutes(10)), IssueFor(Age - TimeSpan.FromSeconds(1)));

        var good = await _service.RequestAsync(living);
        var late = await _service.RequestAsync(expired);

        good.Should().Be((HttpStatusCode.OK, "alice"));
        late.Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [TestCaseSource(nameof(Algorithms))]
    public async Task Refresh_token_is_refused(JwtAlgorithm algorithm)
    {
        var alone = Issue(algorithm, static jwt => jwt.CreateRefreshToken("alice"));
        var paired = Issue(algorithm, static jwt => jwt.CreateTokenPair("alice").RefreshToken);

        var responses = new[] { await _service.RequestAsync(alone), await _service.RequestAsync(paired) };

        responses.Should().AllSatisfy(static response => response.Status.Should().Be(HttpStatusCode.Unauthorized));
    }

    [TestCaseSource(nameof(Algorithms))]
    public async Task Service_that_checks_key_and_issuer_alone_refuses_refresh_tokens(JwtAlgorithm algorithm)
    {
        await using var lax = await BearerService.StartAsync(
            _issuer.Issuer(), static bearer => bearer.TokenValidationParameters.ValidateAudience = false);
        var access = Issue(algorithm, static jwt => jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = 2 * Age }));
        var refresh = Issue(algorithm, static jwt => jwt.CreateTokenPair("alice").RefreshToken);

        var responses = new[] { await lax.RequestAsync(access), await lax.RequestAsync(refresh) };

        responses.Select(static response => response.Status).Should().Equal(HttpStatusCode.OK, HttpStatusCode.Unauthorized);
    }

    [TestCaseSource(nameof(Algorithms))]
    public async Task Token_with_a_changed_signature_or_another_audience_is_refused(JwtAlgorithm algorithm)
    {
        var token = Issue(algorithm, static jwt => jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = 2 * Age }));
        var descriptor = new TokenDescriptor { ExpiresIn = 2 * Age, Audience = ["invoices"], AllowForeignAudience = true };
        var foreign = Issue(algorithm, jwt => jwt.CreateAccessToken("alice", descriptor));

        var good = await _service.RequestAsync(token);
        var changed = await _service.RequestAsync(TokenChange.Signature(token));
        var elsewhere = await _service.RequestAsync(foreign);

        good.Status.Should().Be(HttpStatusCode.OK);
        changed.Status.Should().Be(HttpStatusCode.Unauthorized);
        elsewhere.Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Service_that_requires_the_type_of_access_tokens_accepts_them()
    {
        await using var strict = await BearerService.StartAsync(
            _issuer.Issuer(), static bearer => bearer.TokenValidationParameters.ValidTypes = ["at+jwt"]);
        var token = Issue(JwtAlgorithm.ES256, static jwt => jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = 2 * Age }));

        var response = await strict.RequestAsync(token);

        response.Status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task Issuer_with_a_path_is_found_where_its_group_is_mapped()
    {
        await using var issuer = await IssuerApp.StartAsync(
            [JwtKey.Generate(JwtAlgorithm.ES256)], TimeProvider.System.GetUtcNow() - Age, "/auth");
        await using var service = await BearerService.StartAsync(issuer.Issuer() + "/auth");

        var response = await service.RequestAsync(issuer.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = 2 * Age }));

        response.Should().Be((HttpStatusCode.OK, "alice"));
    }

    [TestCase(JwtAlgorithm.RS256)]
    [TestCase(JwtAlgorithm.PS256)]
    [TestCase(JwtAlgorithm.ES256)]
    public async Task Key_that_signs_as_soon_as_it_is_published_is_fetched_when_its_first_token_arrives(JwtAlgorithm algorithm)
    {
        await using var issuer = await StartIssuerAsync(JwtKey.Generate(algorithm));
        await using var service = await BearerService.StartAsync(issuer.Issuer());
        var old = issuer.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = 2 * Age });
        (await service.RequestAsync(old)).Status.Should().Be(HttpStatusCode.OK);
        var next = JwtKey.Generate(algorithm);

        issuer.Jwt.Keys.Add(next);
        issuer.Jwt.Keys.Promote(next.Kid);
        var token = issuer.Jwt.CreateAccessToken("bob", new TokenDescriptor { ExpiresIn = 2 * Age });
        await service.RequestAsync(token);
        await service.WaitForKeyAsync(next.Kid);
        var responses = new[] { await service.RequestAsync(token), await service.RequestAsync(old) };

        responses.Should().Equal((HttpStatusCode.OK, "bob"), (HttpStatusCode.OK, "alice"));
    }

    [Test]
    public async Task Key_that_was_fetched_before_it_signs_is_accepted_at_once()
    {
        await using var issuer = await StartIssuerAsync(JwtKey.Generate(JwtAlgorithm.ES256));
        await using var service = await BearerService.StartAsync(issuer.Issuer());
        await service.RequestAsync(issuer.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = 2 * Age }));
        var next = JwtKey.Generate(JwtAlgorithm.ES256);

        issuer.Jwt.Keys.Add(next);
        service.RequestRefresh();
        await service.WaitForKeyAsync(next.Kid);
        issuer.Jwt.Keys.Promote(next.Kid);
        var response = await service.RequestAsync(issuer.Jwt.CreateAccessToken("bob", new TokenDescriptor { ExpiresIn = 2 * Age }));

        response.Should().Be((HttpStatusCode.OK, "bob"));
    }

    [Test]
    public async Task Secret_is_not_published_and_its_tokens_are_not_accepted_elsewhere()
    {
        await using var issuer = await StartIssuerAsync(JwtKey.Generate(JwtAlgorithm.HS256));
        await using var service = await BearerService.StartAsync(issuer.Issuer());

        using var keys = await issuer.GetAsync("/.well-known/jwks.json");
        var response = await service.RequestAsync(issuer.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = 2 * Age }));

        keys.Should().BeOk("""{"keys":[]}""");
        response.Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static Task<TestApp> StartIssuerAsync(params JwtKey[] keys) =>
        IssuerApp.StartAsync(keys, TimeProvider.System.GetUtcNow() - Age);

    // The tests share one issuer, and each signs with the key of its own algorithm.
    private static string Issue(JwtAlgorithm algorithm, Func<JwtService, string> issue)
    {
        lock (_issuer)
            return _issuer.With(algorithm, issue);
    }
}
