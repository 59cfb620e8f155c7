using System.Reflection;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Configuration;

/// <summary>Applications of other makes: a startup class, no web application at all, another section.</summary>
public sealed class HostTests
{
    [TestCase("nothing")]
    [TestCase("services")]
    [TestCase("authentication")]
    public async Task A_startup_class_protects_its_endpoints(string registers)
    {
        using var host = Build<Startup>(services =>
        {
            if (registers == "services")
                services.AddJwtExtended();
            if (registers == "authentication")
                services.AddAuthentication().AddJwtExtended();
        });
        await host.StartAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var token = MinimalApi.Jwt.For(host.Services).CreateAccessToken("alice");

        foreach (var path in new[] { "/me", "/attribute", "/parameter" }.Concat(registers == "services" ? ["/policy"] : []))
        {
            using var anonymous = await client.GetAsync(path);
            using var known = await client.SendAsync(HttpMethod.Get, path, token);
            anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
            known.Should().BeOk("alice");
        }

        (await client.GetAsync("/open")).Should().BeOk("open");
    }

    [Test]
    public async Task A_branch_of_the_pipeline_is_no_application()
    {
        using var host = Build<BranchStartup>(static _ => { });
        await using var app = TestApp.CreateBuilder().Build();

        var start = () => host.StartAsync();

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*in a branch of the pipeline*on the application itself.");
        FluentActions.Invoking(() => app.Map("/api", static branch => MinimalApi.Jwt.Initialize(branch)))
            .Should().Throw<InvalidOperationException>().WithMessage("*in a branch of the pipeline*");
        FluentActions.Invoking(() => MinimalApi.Jwt.Initialize((IApplicationBuilder)app)).Should().NotThrow();
    }

    [Test]
    public async Task A_startup_class_that_never_initializes_does_not_start()
    {
        using var host = Build<EmptyStartup>(static services => services.AddJwtExtended());

        var start = () => host.StartAsync();

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*Jwt.Initialize(app) was not called*");
    }

    [Test]
    public async Task A_service_without_a_web_application_issues_reads_refreshes_and_revokes()
    {
        var time = new FakeTimeProvider(TestApp.Start);
        using var logs = new FakeLoggerProvider();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(logs));
        await using var owner = JwtService.Create(
            static cfg => (cfg.SecretKey, cfg.Issuer, cfg.Audience) = (TestKeys.Secret, "worker", "api"), time, loggers);
        var jwt = owner.Service;
        var pair = await jwt.StartSessionAsync("alice");

        (await jwt.ReadAsync(pair.AccessToken)).Token!.Identity.Should().Be("alice");
        var renewed = (await jwt.RefreshAsync(pair.RefreshToken)).Pair!;
        await jwt.RevokeAllAsync("alice");
        (await jwt.ReadAsync(renewed.AccessToken)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
        var token = jwt.CreateAccessToken("bob");
        jwt.TryRead(token, out var read, out _).Should().BeTrue();
        (read!.Iss, read.Exp).Should().Be(("worker", TestApp.Start.AddMinutes(15)));
        time.Advance(TimeSpan.FromMinutes(16));

        jwt.TryRead(token, out _, out var error).Should().BeFalse();
        error!.Code.Should().Be(JwtErrorCode.TokenExpired);
        logs.Collector.GetSnapshot().Should().Contain(static log => log.Category == "JwtExtended.MinimalApi");
    }

    [Test]
    public void A_service_without_a_key_is_not_created() =>
        FluentActions.Invoking(static () => JwtService.Create(static _ => { })).Should().Throw<OptionsValidationException>();

    [Test]
    public async Task The_options_can_be_in_another_section()
    {
        var builder = TestApp.CreateBuilder();
        builder.Configuration["Jwt:SecretKey"] = null;
        builder.Configuration["Auth:Tokens:SecretKey"] = TestKeys.Secret;
        builder.Configuration["Auth:Tokens:AccessTokenExpires"] = "00:03:00";
        await using var app = builder.Build();

        var jwt = MinimalApi.Jwt.Initialize(app, "Auth:Tokens");

        jwt.TryRead(jwt.CreateAccessToken("alice"), out var token, out _).Should().BeTrue();
        (token!.Exp - token.Iat).Should().Be(TimeSpan.FromMinutes(3));
    }

    [Test]
    public async Task An_error_names_the_section()
    {
        var builder = TestApp.CreateBuilder();
        builder.Configuration["Auth:Tokens:Key"] = "x";
        await using var app = builder.Build();

        FluentActions.Invoking(() => MinimalApi.Jwt.Initialize(app, "Auth:Tokens")).Should().Throw<OptionsValidationException>()
            .WithMessage("*'Auth:Tokens:Key' is not a known key. Did you mean 'Auth:Tokens:SecretKey'?*");
    }

    [Test]
    public void The_static_class_has_all_that_the_service_has()
    {
        var own = typeof(JwtService).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

        var missing = own.Where(static method => typeof(MinimalApi.Jwt).GetMethod(
            method.Name, BindingFlags.Public | BindingFlags.Static, [.. method.GetParameters().Select(static it => it.ParameterType)])
            ?.ReturnType != method.ReturnType);

        own.Should().NotBeEmpty();
        missing.Select(static method => method.Name).Should().BeEmpty();
    }

    private static IHost Build<TStartup>(Action<IServiceCollection> register)
        where TStartup : class => new HostBuilder().ConfigureWebHost(web => web
            .UseKestrel()
            .UseUrls("http://127.0.0.1:0")
            .UseSetting("Jwt:SecretKey", TestKeys.Secret)
            .ConfigureServices(register)
            .UseStartup<TStartup>()).Build();

    private sealed class EmptyStartup
    {
        public static void ConfigureServices(IServiceCollection services) => services.AddRouting();

        public static void Configure(IApplicationBuilder app) => app.UseRouting();
    }

    private sealed class BranchStartup
    {
        public static void ConfigureServices(IServiceCollection services) => services.AddRouting();

        public static void Configure(IApplicationBuilder app) => app.Map("/api", static branch => MinimalApi.Jwt.Initialize(branch));
    }

    private sealed class Startup
    {
        public static void ConfigureServices(IServiceCollection services) => services.AddRouting();

        public static void Configure(IApplicationBuilder app)
        {
            app.UseRouting();
            var hasPolicies = app.ApplicationServices.GetService<IAuthorizationPolicyProvider>() is not null;
            if (hasPolicies)
                app.UseAuthentication().UseAuthorization();
            MinimalApi.Jwt.Initialize(app, static cfg => cfg.Issuer = cfg.Audience = "startup");
            app.UseEndpoints(endpoints =>
            {
                if (hasPolicies)
                    endpoints.MapGet("/policy", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization();
                endpoints.MapGet("/me", (HttpContext context) => context.GetJwtToken()!.Identity).RequireJwt();
                endpoints.MapGet("/attribute", [RequireJwt] (HttpContext context) => context.GetJwtToken()!.Identity);
                endpoints.MapGet("/parameter", (Token token) => token.Identity);
                endpoints.MapGet("/open", () => "open");
            });
        }
    }
}
