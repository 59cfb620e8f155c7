using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Configuration;
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
        options.HeaderPrefixes.Should().Equal("Bearer");
        options.MaxTokenLifetime.Should().Be(TimeSpan.FromDays(1));
        (options.Cookies.AccessName, options.Cookies.RefreshPath).Should().Be(("__Host-access_token", "/"));
        Jwt.For(app.App.Services).Options.Should().BeSameAs(options);
    }

    [Test]
    public async Task The_first_of_several_prefixes_takes_the_place_of_the_single_one()
    {
        await using var app = await TestApp.StartAsync(static _ => { }, static cfg =>
        {
            cfg.HeaderPrefixes.Add("Token");
            cfg.HeaderPrefixes.Add("Bearer");
        });

        app.Jwt.Options.HeaderPrefix.Should().Be("Token");
        app.Jwt.Options.HeaderPrefixes.Should().Equal("Token", "Bearer");
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

    [TestCase("AccessTokenExpires")]
    [TestCase("Csrf")]
    [TestCase("csrf:trustedorigins")]
    [TestCase("Locations")]
    [TestCase("Locations:0")]
    [TestCase("Keys")]
    public async Task What_holds_options_is_not_ignored(string name)
    {
        var ignore = () => TestApp.StartAsync(static _ => { }, cfg => cfg.IgnoreSettings(name));

        await ignore.Should().ThrowAsync<ArgumentException>().WithMessage($"'{name}' belongs to the options*");
    }

    [Test]
    public async Task The_value_of_an_option_is_not_ignored()
    {
        var misspell = () => TestApp.StartAsync(
            static _ => { },
            static cfg => cfg.IgnoreSettings("AdminEmail"),
            static builder => builder.Configuration["Jwt:AccessTokenExpires"] = "900");

        await misspell.Should().ThrowAsync<OptionsValidationException>();
    }

    [Test]
    public async Task A_list_that_a_later_source_seems_to_empty_is_an_error()
    {
        var start = () => TestApp.StartAsync(static _ => { }, build: static builder => builder.Configuration
            .AddInMemoryCollection([new("Jwt:Csrf:TrustedOrigins:0", "https://old.example")])
            .AddInMemoryCollection([new("Jwt:Csrf:TrustedOrigins", "")]));

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage("*'Jwt:Csrf:TrustedOrigins' is not a known key*");
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
