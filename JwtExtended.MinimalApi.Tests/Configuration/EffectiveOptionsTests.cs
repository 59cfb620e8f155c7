using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Configuration;

/// <summary>The options that are in effect, as the application reads them.</summary>
public sealed class EffectiveOptionsTests
{
    private static readonly TimeSpan Configured = TimeSpan.FromMinutes(5);

    [Test]
    public async Task The_service_tells_the_options_of_all_sources_and_the_defaults()
    {
        await using var app = await StartAsync(static _ => { });

        var options = app.Jwt.Options;

        options.AccessTokenExpires.Should().Be(Configured);
        options.RefreshTokenExpires.Should().Be(TimeSpan.FromDays(1), "the lambda says so");
        (options.Issuer, options.Audience, options.Algorithm).Should().Be(("TestApp", "TestApp", JwtAlgorithm.HS256));
        options.Locations.Should().Equal(TokenLocation.Header);
        options.MaxTokenLifetime.Should().Be(TimeSpan.FromDays(1));
        (options.Cookies.AccessName, options.Cookies.RefreshPath).Should().Be(("__Host-access_token", "/"));
        Jwt.For(app.App.Services).Options.Should().BeSameAs(options);
    }

    [Test]
    public async Task They_are_closed()
    {
        await using var app = await StartAsync(static _ => { });

        app.Jwt.Options.Invoking(static options => options.Issuer = "other").Should().Throw<InvalidOperationException>();
        app.Jwt.Options.Invoking(static options => options.Locations.Clear()).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public async Task Injected_options_are_the_same_object_where_the_services_are_registered()
    {
        await using var app = await StartAsync(static builder => builder.Services.AddJwtExtended());

        var services = app.App.Services;

        services.GetRequiredService<IOptions<JwtOptions>>().Value.Should().BeSameAs(app.Jwt.Options);
        services.GetRequiredService<IOptionsMonitor<JwtOptions>>().CurrentValue.Should().BeSameAs(app.Jwt.Options);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<JwtOptions>>().Value.Should().BeSameAs(app.Jwt.Options);
    }

    [Test]
    public async Task The_monitor_tells_the_truth_without_registered_services_too()
    {
        await using var app = await StartAsync(static _ => { });

        app.App.Services.GetRequiredService<IOptionsMonitor<JwtOptions>>().CurrentValue.Should().BeSameAs(app.Jwt.Options);
    }

    [Test]
    public async Task Options_that_are_asked_for_before_the_set_up_say_what_is_missing()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddJwtExtended();
        await using var app = builder.Build();

        var ask = () => app.Services.GetRequiredService<IOptionsMonitor<JwtOptions>>().CurrentValue;

        ask.Should().Throw<InvalidOperationException>().WithMessage("*Jwt.Initialize*");
    }

    [Test]
    public async Task Settings_of_the_application_in_the_section_are_permitted_by_name()
    {
        await using var app = await TestApp.StartAsync(
            static _ => { },
            static cfg => cfg.IgnoreSettings("AdminEmail", "Clients"),
            static builder =>
            {
                builder.Configuration["Jwt:AdminEmail"] = "root@example.com";
                builder.Configuration["Jwt:clients:0:Name"] = "web";
            });

        app.Jwt.CreateAccessToken("alice").Should().NotBeEmpty();
    }

    [TestCase("AdminEmails")]
    [TestCase("Client")]
    [TestCase("AccessTokenExpire")]
    public async Task Other_settings_are_errors_still(string name)
    {
        var start = () => TestApp.StartAsync(
            static _ => { },
            static cfg => cfg.IgnoreSettings("AdminEmail", "Clients"),
            builder => builder.Configuration["Jwt:" + name] = "x");

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage($"*'Jwt:{name}' is not a known key*");
    }

    [Test]
    public async Task An_option_is_not_ignored_and_neither_is_its_value()
    {
        var ignore = () => TestApp.StartAsync(static _ => { }, static cfg => cfg.IgnoreSettings("AccessTokenExpires"));
        var misspell = () => TestApp.StartAsync(
            static _ => { },
            static cfg => cfg.IgnoreSettings("AdminEmail"),
            static builder => builder.Configuration["Jwt:AccessTokenExpires"] = "900");

        await ignore.Should().ThrowAsync<ArgumentException>().WithMessage("'AccessTokenExpires' is an option*");
        await misspell.Should().ThrowAsync<OptionsValidationException>();
    }

    private static Task<TestApp> StartAsync(Action<WebApplicationBuilder> build) => TestApp.StartAsync(
        static _ => { },
        static cfg => cfg.RefreshTokenExpires = TimeSpan.FromDays(1),
        builder =>
        {
            builder.Configuration["Jwt:AccessTokenExpires"] = Configured.ToString();
            build(builder);
        });
}
