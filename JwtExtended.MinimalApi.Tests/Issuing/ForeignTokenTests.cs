using System.Net;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Issuing;

/// <summary>A token that this app itself would refuse is issued only where that is meant.</summary>
public sealed class ForeignTokenTests
{
    private static readonly TokenDescriptor Audience = new() { Audience = ["https://orders.example"] };
    private static readonly TokenDescriptor Issuer = new() { Issuer = "https://other.example" };

    private static IEnumerable<TestCaseData> Ways =>
    [
        Way("CreateAccessToken", static (jwt, descriptor) => ValueTask.FromResult(jwt.CreateAccessToken("alice", descriptor))),
        Way("CreateTokenPair", static (jwt, descriptor) => ValueTask.FromResult(jwt.CreateTokenPair("alice", descriptor).AccessToken)),
        Way("StartSessionAsync", static async (jwt, descriptor) => (await jwt.StartSessionAsync("alice", descriptor)).AccessToken),
    ];

    [TestCaseSource(nameof(Ways))]
    public async Task Every_way_to_issue_one_throws_and_names_the_cure(Func<JwtService, TokenDescriptor, ValueTask<string>> issue)
    {
        await using var service = new TestService();

        await IssuingAsync(Audience).Should().ThrowAsync<ArgumentException>()
            .WithMessage("*audience*'https://orders.example'*AllowForeignAudience*AcceptedAudiences*");
        await IssuingAsync(Issuer).Should().ThrowAsync<ArgumentException>()
            .WithMessage("*issuer*'https://other.example'*AllowForeignAudience*AcceptedIssuers*");
        await IssuingAsync(new TokenDescriptor { Audience = ["x", "y"] }).Should().ThrowAsync<ArgumentException>()
            .WithMessage("*'x', 'y'*");
        (await service.Jwt.GetSessionsAsync("alice")).Should().BeEmpty("a login that failed leaves nothing behind");
        service.Read(await issue(service.Jwt, new TokenDescriptor { Audience = ["x", "TestApp"], Issuer = "TestApp" }));

        Func<Task> IssuingAsync(TokenDescriptor descriptor) => async () => await issue(service.Jwt, descriptor);
    }

    [TestCaseSource(nameof(Ways))]
    public async Task One_that_is_meant_for_others_is_issued_and_refused_here(Func<JwtService, TokenDescriptor, ValueTask<string>> issue)
    {
        await using var service = new TestService();
        foreach (var descriptor in new[] { Audience, Issuer, Audience with { Issuer = "https://other.example" } })
        {
            var token = await issue(service.Jwt, descriptor with { AllowForeignAudience = true });

            service.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);
        }
    }

    [TestCaseSource(nameof(Ways))]
    public async Task What_is_accepted_is_not_foreign(Func<JwtService, TokenDescriptor, ValueTask<string>> issue)
    {
        await using var accepting = new TestService(cfg =>
        {
            cfg.AcceptedAudiences.Add("https://orders.example");
            cfg.AcceptedIssuers.Add("https://other.example");
        });
        await using var unchecked_ = new TestService(cfg => cfg.ValidateAudience = cfg.ValidateIssuer = false);

        foreach (var service in new[] { accepting, unchecked_ })
        {
            service.Read(await issue(service.Jwt, Audience)).Aud.Should().Equal("https://orders.example");
            service.Read(await issue(service.Jwt, Issuer)).Iss.Should().Be("https://other.example");
        }
    }

    [Test]
    public async Task The_audience_of_refresh_tokens_stays_reserved_whatever_is_allowed()
    {
        await using var service = new TestService();

        var issue = () => service.Jwt.CreateAccessToken(
            "alice", new TokenDescriptor { Audience = ["TestApp#refresh"], AllowForeignAudience = true });

        issue.Should().Throw<ArgumentException>().WithMessage("*reserved for refresh tokens*");
    }

    [Test]
    public async Task A_refresh_token_has_the_issuer_that_reads_it_so_that_the_session_goes_on()
    {
        await using var app = await StartAsync();
        var descriptor = new TokenDescriptor
        {
            Issuer = "https://other.example",
            Audience = ["https://orders.example"],
            AllowForeignAudience = true,
            Role = "USER",
        };

        var pair = await app.Jwt.StartSessionAsync("alice", descriptor);
        using var refresh = await app.PostAsync("/refresh", ("Authorization", "Bearer " + pair.RefreshToken));

        refresh.StatusCode.Should().Be(HttpStatusCode.OK);
        var renewed = app.ReadToken((await SessionClient.ReadPairAsync(refresh)).Access);
        (renewed.Iss, renewed.Aud[0], renewed.Role).Should().Be(("TestApp", "TestApp", "USER"));
    }

    [Test]
    public async Task A_refresh_that_describes_one_fails_and_consumes_nothing()
    {
        var descriptor = Audience;
        await using var app = await StartAsync(cfg => cfg.OnRefresh(_ => ValueTask.FromResult<TokenDescriptor?>(descriptor)));
        var pair = await app.Jwt.StartSessionAsync("alice");
        (string, string) header = ("Authorization", "Bearer " + pair.RefreshToken);

        using var refused = await app.PostAsync("/refresh", header);
        var byCode = async () => await app.Jwt.RefreshAsync(pair.RefreshToken);
        await byCode.Should().ThrowAsync<ArgumentException>().WithMessage("*AllowForeignAudience*");
        descriptor = Issuer;
        await byCode.Should().ThrowAsync<ArgumentException>().WithMessage("*AllowForeignAudience*");
        descriptor = Audience with { AllowForeignAudience = true };
        app.Time.Advance(TimeSpan.FromHours(1));
        using var meant = await app.PostAsync("/refresh", header);

        refused.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        meant.StatusCode.Should().Be(HttpStatusCode.OK, "nothing was consumed by the failed refreshes");
        TokenForge.DecodePart((await SessionClient.ReadPairAsync(meant)).Access, 1).Should().Contain("\"https://orders.example\"");
    }

    [Test]
    public async Task A_refresh_token_alone_has_neither_audience_nor_issuer_of_the_descriptor()
    {
        await using var service = new TestService();

        var token = service.Read(
            service.Jwt.CreateRefreshToken("alice", Audience with { Issuer = "https://other.example" }), TokenType.Refresh);

        (token.Iss, token.Aud[0]).Should().Be(("TestApp", "TestApp#refresh"));
    }

    [Test]
    public async Task No_such_token_becomes_a_cookie()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapPost("/login", static (HttpContext context, bool foreign) =>
            {
                var audience = foreign ? "https://orders.example" : "TestApp";
                context.Response.SetTokenCookies(context.GetJwtService().CreateTokenPair(
                    "alice", new TokenDescriptor { Audience = [audience], AllowForeignAudience = true }));
            }),
            static cfg => cfg.Locations.Add(TokenLocation.Cookie));

        using var foreign = await app.PostAsync("/login?foreign=true");
        using var own = await app.PostAsync("/login?foreign=false");

        foreign.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        foreign.SetCookies().Should().BeEmpty();
        own.SetCookies().Should().HaveCount(2);
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) =>
        TestApp.StartAsync(static routes => routes.MapJwtRefresh(), configure);

    private static TestCaseData Way(string name, Func<JwtService, TokenDescriptor, ValueTask<string>> issue) =>
        new TestCaseData(issue).SetArgDisplayNames(name);
}
