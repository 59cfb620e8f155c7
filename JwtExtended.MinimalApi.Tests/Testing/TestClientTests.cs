using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Testing;

/// <summary>Clients carry their tokens as the app accepts them.</summary>
public sealed class TestClientTests
{
    [Test]
    public async Task A_client_of_a_factory_is_the_user_and_has_the_claims_of_the_descriptor()
    {
        await using var factory = new WebApplicationFactory<Program>();
        using var alice = factory.CreateClientAs("alice", new TokenDescriptor { Role = "ADMIN" });
        using var anonymous = factory.CreateClient();

        using var hello = await alice.GetAsync("/hello");
        var shown = await alice.GetStringAsync("/protected");
        using var refused = await anonymous.GetAsync("/protected");

        hello.Should().BeOk("Hello alice");
        shown.Should().Contain("\"role\":\"ADMIN\"");
        refused.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task Names_and_prefixes_of_headers_are_those_of_the_app([Values("Token", "")] string prefix)
    {
        await using var app = await TestedApp.StartAsync(cfg => (cfg.HeaderName, cfg.HeaderPrefix) = ("X-Access", prefix));
        using var alice = app.Services.CreateClientAs("alice");

        using var own = await alice.GetAsync("/me");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me") { Headers = { { "X-Access", $"{prefix} none" } } };
        using var set = await alice.SendAsync(request);

        own.Should().BeOk("alice");
        (await set.Content.ReadAsStringAsync()).Should().Contain("token_malformed");
        set.Headers.WwwAuthenticate.Single().Scheme.Should().Be(prefix.Length == 0 ? "Bearer" : prefix);
    }

    [Test]
    public async Task Of_several_prefixes_a_client_sends_the_first()
    {
        await using var app = await TestedApp.StartAsync(static cfg =>
        {
            cfg.HeaderPrefixes.Add("Token");
            cfg.HeaderPrefixes.Add("");
        });
        using var alice = app.Services.CreateClientAs("alice");

        using var own = await alice.GetAsync("/me");

        own.Should().BeOk("alice");
        own.RequestMessage!.Headers.GetValues("Authorization").Single().Should().StartWith("Token ");
    }

    [Test]
    public async Task An_app_on_a_port_is_reached_at_its_address()
    {
        await using var app = await SessionClient.StartAsync();
        using var alice = app.App.Services.CreateClientAs("alice");

        using var response = await alice.GetAsync("/me");

        response.Should().BeOk("alice");
        alice.BaseAddress.Should().Be(app.Client.BaseAddress);
    }

    [Test]
    public async Task A_factory_on_a_port_keeps_cookies_once()
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(
            host => host.UseSetting("Jwt:Locations:0", "Cookie").UseEnvironment("Development"));
        factory.UseKestrel(0);
        using var alice = factory.CreateClientAs("alice");

        using var response = await alice.GetAsync("/protected");

        response.Should().BeOk();
        alice.BaseAddress!.IsLoopback.Should().BeTrue();
    }

    [Test]
    public async Task Redirects_are_followed_as_the_options_of_the_factory_say([Values] bool follows)
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(
            host => host.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new MovedPage())));
        factory.ClientOptions.AllowAutoRedirect = follows;
        using var alice = factory.CreateClientAs("alice");

        using var response = await alice.GetAsync("/moved");

        response.StatusCode.Should().Be(follows ? HttpStatusCode.OK : HttpStatusCode.Redirect);
    }

    [Test]
    public async Task An_app_that_has_not_started_has_no_clients()
    {
        await using var app = TestApp.CreateBuilder().Build();
        Jwt.Initialize(app);

        FluentActions.Invoking(() => app.Services.CreateClientAs("alice")).Should().Throw<InvalidOperationException>()
            .WithMessage("*Start the application*");
    }

    [Test]
    public async Task An_app_without_the_package_has_no_clients()
    {
        await using var app = TestApp.CreateBuilder().Build();
        await app.StartAsync();

        FluentActions.Invoking(() => app.Services.CreateClientAs("alice")).Should().Throw<InvalidOperationException>()
            .WithMessage("*Jwt.Initialize*");
    }

    [Test]
    public async Task Tokens_that_are_neither_in_a_header_nor_in_a_cookie_are_left_to_the_test()
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(
            host => host.UseSetting("Jwt:Locations:0", "Query"));

        FluentActions.Invoking(() => factory.CreateClientAs("alice")).Should().Throw<InvalidOperationException>()
            .WithMessage("*accepts tokens in Query*CreateAccessToken*");
    }

    [Test]
    public async Task A_header_is_used_where_cookies_are_accepted_too()
    {
        await using var app = await TestedApp.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Locations.Add(TokenLocation.Header);
        });
        using var alice = app.Services.CreateClientAs("alice");

        using var response = await alice.PostAsync("/notes", null);

        response.Should().BeOk("alice");
        response.RequestMessage!.Headers.Should().ContainKey("Authorization").And.NotContainKey("Cookie");
    }

    [Test]
    public async Task Parallel_factories_have_keys_and_clocks_of_their_own()
    {
        var (early, late) = (new FakeTimeProvider(TestApp.Start), new FakeTimeProvider(TestApp.Start));
        await using var one = CreateFactory(early);
        await using var two = CreateFactory(late);
        using var alice = one.CreateClientAs("alice");
        using var bob = two.CreateClientAs("bob");
        using var stranger = two.CreateClientWith(Jwt.For(one.Services).CreateAccessToken("alice"));
        late.Advance(TimeSpan.FromMinutes(16));

        using var accepted = await alice.GetAsync("/protected");
        using var expired = await bob.GetAsync("/protected");
        using var foreign = await stranger.GetAsync("/protected");

        accepted.Should().BeOk();
        expired.Should().BeRefused(JwtErrorCode.TokenExpired);
        foreign.Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task Without_a_key_an_app_starts_in_no_environment_but_Development()
    {
        await using var without = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.UseEnvironment("Testing"));
        await using var with = CreateFactory(new FakeTimeProvider());
        using var alice = with.CreateClientAs("alice");

        FluentActions.Invoking(() => without.CreateClientAs("alice")).Should().Throw<OptionsValidationException>()
            .WithMessage("*No key is configured*");
        (await alice.GetAsync("/protected")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [TestCase("", null, JwtAlgorithm.HS256)]
    [TestCase("ES256", null, JwtAlgorithm.ES256)]
    [TestCase("ES256", JwtAlgorithm.RS256, JwtAlgorithm.RS256)]
    public async Task The_test_key_takes_the_place_of_those_that_are_configured(
        string configured, JwtAlgorithm? given, JwtAlgorithm expected)
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseEnvironment("Testing")
            .UseSetting("Jwt:PublicKey", TestKeys.PublicPem(TestKeys.RsaPem()))
            .UseSetting(configured.Length == 0 ? "unused" : "Jwt:Algorithm", configured)
            .UseJwtTestKey(given));
        using var alice = factory.CreateClientAs("alice");

        using var response = await alice.GetAsync("/protected");

        response.Should().BeOk();
        Jwt.For(factory.Services).Keys.Verifying.Should().ContainSingle().Which.Algorithm.Should().Be(expected);
    }

    [Test]
    public async Task The_options_of_an_app_are_closed()
    {
        await using var app = await TestedApp.StartAsync(cfg => cfg.HeaderName = "X-Access");

        app.Jwt.Options.HeaderName.Should().Be("X-Access");
        app.Jwt.Invoking(jwt => jwt.Options.HeaderName = "Other").Should().Throw<InvalidOperationException>();
    }

    private static WebApplicationFactory<Program> CreateFactory(TimeProvider time) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(
            host => host.UseEnvironment("Testing").UseJwtTestKey().UseTestTime(time));

    private sealed class MovedPage : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Map("/moved", moved => moved.Run(context =>
            {
                context.Response.Redirect("/protected");
                return Task.CompletedTask;
            }));
            next(app);
        };
    }
}
