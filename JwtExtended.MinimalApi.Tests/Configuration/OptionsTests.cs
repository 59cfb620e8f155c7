using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Configuration;

public sealed class OptionsTests
{
    [Test]
    public void The_sources_are_applied_in_order()
    {
        var seen = new List<string?>();
        var builder = TestApp.CreateBuilder();
        builder.Configuration["Jwt:Issuer"] = "section";
        builder.Services.Configure<JwtOptions>(options => Note(options, "configure"));
        builder.Services.PostConfigure<JwtOptions>(options => Note(options, "post"));

        Jwt.Initialize(builder.Build(), cfg => Note(cfg, "lambda"));

        seen.Should().Equal("section", "configure", "lambda");

        void Note(JwtOptions options, string next)
        {
            seen.Add(options.Issuer);
            options.Issuer = next;
        }
    }

    [Test]
    public async Task The_last_source_wins()
    {
        await using var service = new TestService(
            cfg => cfg.Issuer = "lambda",
            builder => builder.Services.PostConfigure<JwtOptions>(options => options.Issuer = "post"));

        service.Read(service.Jwt.CreateAccessToken("alice")).Iss.Should().Be("post");
    }

    [TestCase("Key", "x", "*'Jwt:Key' is not a known key. Did you mean 'Jwt:SecretKey'?")]
    [TestCase("Secret", "x", "*Did you mean 'Jwt:SecretKey'?")]
    [TestCase("ExpireMinutes", "15", "*Did you mean 'Jwt:AccessTokenExpires'? It is a duration: 00:15:00 is 15 minutes.")]
    [TestCase("ExpiryInMinutes", "15", "*Did you mean 'Jwt:AccessTokenExpires'? It is a duration*")]
    [TestCase("RefreshTokenExpirationDays", "30", "*Did you mean 'Jwt:RefreshTokenExpires'? It is a duration*")]
    [TestCase("ValidIssuer", "x", "*Did you mean 'Jwt:Issuer'?")]
    [TestCase("ValidAudiences:0", "x", "*Did you mean 'Jwt:Audience'?")]
    [TestCase("ClockSkew", "00:00:05", "*Did you mean 'Jwt:Leeway'? It is a duration*")]
    [TestCase("AdminEmail", "x", "*'Jwt:AdminEmail' is not a known key.")]
    [TestCase("SecretKy", "x", "*'Jwt:SecretKy' is not a known key. Did you mean 'Jwt:SecretKey'?*")]
    [TestCase("AccesTokenExpire", "00:01:00", "*Did you mean 'Jwt:AccessTokenExpires'?*")]
    [TestCase("Revocation:Timeot", "00:00:01", "*Did you mean 'Jwt:Revocation:Timeout'?*")]
    [TestCase("Locations", "Header", "*'Jwt:Locations' is not a known key. Did you mean 'Jwt:Locations:0'?*")]
    [TestCase("Locations:x", "Header", "*is not a known key*")]
    [TestCase("Issuer:Name", "x", "*is not a known key*")]
    [TestCase("AccessTokenExpires", "900", "*'Jwt:AccessTokenExpires' is '900'*'00:15:00'*")]
    [TestCase("AccessTokenExpires", "", "*'Jwt:AccessTokenExpires' is ''*")]
    [TestCase("MaxTokenLifetime", "", "*'Jwt:MaxTokenLifetime' is ''*")]
    [TestCase("AccessTokenExpires", "24:00:00", "*'Jwt:AccessTokenExpires' is '24:00:00'*'1.00:00:00'*")]
    [TestCase("AccessTokenExpires", "99999999999.00:00:00", "*'Jwt:AccessTokenExpires' is '99999999999.00:00:00'*")]
    [TestCase("AccessTokenExpires", "15:00", "*'Jwt:AccessTokenExpires' is '15:00'*")]
    [TestCase("AccessTokenExpires", "1:00:00:00", "*'Jwt:AccessTokenExpires' is '1:00:00:00'*")]
    [TestCase("Audience", "TestApp#refresh", "*Audience is 'TestApp#refresh'*refresh tokens*")]
    [TestCase("HeaderPrefix", "", "*HeaderPrefix is empty*RFC 9110*")]
    [TestCase("RefreshTokenExpires", "30d", "*'Jwt:RefreshTokenExpires' is '30d'*")]
    [TestCase("AllowNonExpiringTokens", "", "*'Jwt:AllowNonExpiringTokens' is ''*true or false*")]
    [TestCase("ValidateIssuer", "no", "*'Jwt:ValidateIssuer' is 'no'*")]
    [TestCase("MaxTokenLength", "8K", "*'Jwt:MaxTokenLength' is '8K'*whole number*")]
    [TestCase("Algorithm", "none", "*'Jwt:Algorithm' is 'none'*HS256*")]
    [TestCase("Algorithm", "3", "*'Jwt:Algorithm' is '3'*")]
    [TestCase("Locations:0", "Cookies", "*'Jwt:Locations:0' is 'Cookies'*Header, Query*")]
    [TestCase("Issuer", "", "*Issuer is empty*ValidateIssuer*")]
    [TestCase("Audience", "", "*Audience is empty*ValidateAudience*")]
    [TestCase("QueryParameter", "", "*QueryParameter is empty*")]
    [TestCase("HeaderName", "", "*HeaderName is ''*")]
    [TestCase("AccessTokenExpires", "00:00:00", "*AccessTokenExpires is 00:00:00*")]
    [TestCase("AccessTokenExpires", "-00:01:00", "*AccessTokenExpires is -00:01:00*")]
    [TestCase("RefreshTokenExpires", "40000.00:00:00", "*RefreshTokenExpires is 40000.00:00:00*")]
    [TestCase("Leeway", "-00:00:01", "*Leeway is -00:00:01*")]
    [TestCase("Leeway", "02:00:00", "*Leeway is 02:00:00*")]
    [TestCase("Revocation:Timeout", "00:00:00", "*Revocation.Timeout is 00:00:00*")]
    [TestCase("MaxTokenLength", "100", "*MaxTokenLength is 100*")]
    [TestCase("MaxTokenLifetime", "1.00:00:00", "*RefreshTokenExpires is 30.00:00:00, longer than MaxTokenLifetime*")]
    [TestCase("HeaderPrefix", "Bearer ", "*HeaderPrefix is 'Bearer '*RFC 9110*")]
    [TestCase("RefreshHeaderName", "Authorization:", "*RefreshHeaderName*RFC 9110*")]
    [TestCase("RoleClaim", "sub", "*RoleClaim is 'sub'*")]
    [TestCase("RoleClaim", " ", "*RoleClaim is ' '*")]
    [TestCase("RoleClaim", "realm_access.roles", "*either a path or one name*'/realm_access/roles'*'/realm_access.roles'*")]
    [TestCase("RoleClaim", "realm_access/roles", "*either a path or one name*'/realm_access/roles'*'/realm_access~1roles'*")]
    [TestCase("RoleClaim", "my.roles", "*'/my/roles'*or '/my.roles' for a claim of that very name*")]
    [TestCase("RoleClaim", "/sub", "*the claim 'sub' has another meaning*")]
    [TestCase("RoleClaim", "/aud/roles", "*the claim 'aud' has another meaning*")]
    [TestCase("RoleClaim", "/", "*RoleClaim is '/', which is not a valid path*")]
    [TestCase("RoleClaim", "/a/", "*which is not a valid path*")]
    [TestCase("RoleClaim", "/a//b", "*which is not a valid path*")]
    [TestCase("RoleClaim", "/a/b/c/d/e", "*1 to 4 names*")]
    [TestCase("RoleClaim", "/a~", "*which is not a valid path*RFC 6901*")]
    [TestCase("RoleClaim", "/a~2b", "*which is not a valid path*")]
    [TestCase("AcceptedIssuers:0", " ", "*AcceptedIssuers holds an empty entry*")]
    [TestCase("AcceptedIssuers:0", "TestApp", "*AcceptedIssuers holds 'TestApp', which Issuer accepts already*")]
    [TestCase("AcceptedAudiences:0", "", "*AcceptedAudiences holds an empty entry*")]
    [TestCase("AcceptedAudiences:0", "TestApp", "*AcceptedAudiences holds 'TestApp', which Audience accepts already*")]
    [TestCase("AcceptedAudiences:0", "TestApp#refresh", "*AcceptedAudiences holds 'TestApp#refresh'*refresh tokens or tickets*")]
    [TestCase("AcceptedAudiences:0", "TestApp#ticket", "*AcceptedAudiences holds 'TestApp#ticket'*refresh tokens or tickets*")]
    [TestCase("AcceptedAudiences:0", "urn:jwt-extended:refresh", "*AcceptedAudiences holds 'urn:jwt-extended:refresh'*")]
    [TestCase("HeaderPrefixes:0", "", "*HeaderPrefixes starts with an empty prefix*RFC 9110*")]
    [TestCase("HeaderPrefixes:0", "Bearer ", "*HeaderPrefixes holds 'Bearer '*RFC 9110*")]
    public void A_wrong_value_in_the_configuration_stops_the_start(string key, string value, string message) =>
        Start(builder => builder.Configuration["Jwt:" + key] = value).Should().Throw<OptionsValidationException>().WithMessage(message);

    [TestCase("", true)]
    [TestCase("Header", false)]
    public void A_level_above_other_keys_has_no_value(string value, bool starts)
    {
        var start = Start(builder =>
        {
            builder.Configuration["Jwt:Locations:0"] = "Query";
            builder.Configuration["Jwt:Locations"] = value;
        });

        if (starts)
            start.Should().NotThrow();
        else
            start.Should().Throw<OptionsValidationException>().WithMessage("*'Jwt:Locations' is not a known key*");
    }

    [Test]
    public void A_level_with_nothing_below_it_is_a_key() =>
        Start(builder => builder.Configuration["Jwt:Locations"] = "").Should().Throw<OptionsValidationException>()
            .WithMessage("*'Jwt:Locations' is not a known key*");

    private static IEnumerable<TestCaseData> WrongLambdas =>
    [
        Wrong("*AccessTokenExpires is infinite*AllowNonExpiringTokens*", cfg => cfg.AccessTokenExpires = Timeout.InfiniteTimeSpan),
        Wrong("*MaxTokenLifetime is infinite*", cfg => cfg.MaxTokenLifetime = Timeout.InfiniteTimeSpan),
        Wrong("*Algorithm is 99. Set one of: HS256, *", cfg => cfg.Algorithm = (JwtAlgorithm)99),
        Wrong("*Locations holds 9*", cfg => cfg.Locations.Add((TokenLocation)9)),
        Wrong("*Locations holds a location twice*", cfg => Add(cfg.Locations, TokenLocation.Header, TokenLocation.Header)),
        Wrong("*start alike*", cfg => (cfg.PublicClaimNamespace, cfg.PrivateClaimPrefix) = ("x_", "x")),
        Wrong("*prefixes differ*", cfg => (cfg.RefreshHeaderName, cfg.RefreshHeaderPrefix) = ("authorization", "JWT")),
        Wrong("*prefixes differ*", cfg =>
        {
            cfg.RefreshHeaderName = "Authorization";
            cfg.HeaderPrefixes.Add("Token");
        }),
        Wrong("*HeaderPrefixes holds a prefix twice*", cfg => Add(cfg.HeaderPrefixes, "Token", "token")),
        Wrong("*HeaderPrefixes holds ''*", cfg => Add(cfg.HeaderPrefixes, "Token", null!)),
        Wrong("*HeaderPrefix is 'Bearer', but HeaderPrefixes starts with 'Token'*", cfg =>
        {
            cfg.HeaderPrefix = "Bearer";
            Add(cfg.HeaderPrefixes, "Token", "Bearer");
        }),
        Wrong("*AcceptedIssuers is set, but ValidateIssuer is false*", cfg =>
        {
            cfg.ValidateIssuer = false;
            cfg.AcceptedIssuers.Add("https://other.example");
        }),
        Wrong("*AcceptedAudiences is set, but ValidateAudience is false*", cfg =>
        {
            cfg.ValidateAudience = false;
            cfg.AcceptedAudiences.Add("other");
        }),
        Wrong("*AcceptedIssuers holds 'other' twice*", cfg => Add(cfg.AcceptedIssuers, "other", "other")),
        Wrong("*AcceptedAudiences holds 'other' twice*", cfg => Add(cfg.AcceptedAudiences, "other", "other")),
        Wrong("*AcceptedAudiences holds 'other#refresh'*", cfg =>
        {
            cfg.AcceptedIssuers.Add("other");
            cfg.AcceptedAudiences.Add("other#refresh");
        }),
    ];

    [TestCaseSource(nameof(WrongLambdas))]
    public void A_wrong_value_in_the_lambda_stops_the_start(string message, Action<JwtOptions> configure) =>
        Start(configure: configure).Should().Throw<OptionsValidationException>().WithMessage(message);

    [Test]
    public void All_errors_are_in_one_exception()
    {
        var start = Start(
            builder =>
            {
                builder.Configuration["Jwt:SecretKey"] = "short";
                builder.Configuration["Jwt:Leewy"] = "00:00:01";
                builder.Configuration["Jwt:AccessTokenExpires"] = "900";
                builder.Services.AddSingleton<IValidateOptions<JwtOptions>>(
                    new ValidateOptions<JwtOptions>(null, _ => false, "the application's own"));
            },
            cfg => cfg.MaxTokenLength = 1);

        start.Should().Throw<OptionsValidationException>().Which.Failures.Should().HaveCount(5);
    }

    /// <summary>What is no property of the options, and so not in the table that closes every one of those.</summary>
    [Test]
    public async Task Afterwards_every_method_and_every_list_is_closed()
    {
        JwtOptions cfg = null!;
        await using var service = new TestService(options =>
        {
            options.Locations.Add(TokenLocation.Header);
            cfg = options;
        });
        Action[] changes =
        [
            () => cfg.OnRefresh(_ => default),
            () => cfg.OnRefreshReused(_ => default),
            () => cfg.Revocation.CacheLookups(TimeSpan.FromSeconds(1)),
            () => cfg.Revocation.UseStore(_ => null!),
            () => cfg.Keys.Add(JwtKey.Generate(JwtAlgorithm.HS256)),
            () => cfg.Keys.AddPemFile("x"),
            () => cfg.Locations.Add(TokenLocation.Query),
            () => cfg.Locations[0] = TokenLocation.Query,
            () => cfg.Locations.RemoveAt(0),
            () => cfg.AcceptedIssuers.Add("other"),
            () => cfg.AcceptedAudiences.Add("other"),
            () => cfg.HeaderPrefixes.Clear(),
            () => cfg.UseLegacyErrors(),
            () => cfg.OnError(_ => Results.Ok()),
            () => cfg.OnError(JwtErrorCode.TokenMissing, _ => Results.Ok()),
            () => cfg.OnError(JwtErrorCode.TokenMissing, _ => ValueTask.FromResult(Results.Ok())),
        ];

        foreach (var change in changes)
            change.Should().Throw<InvalidOperationException>().WithMessage("*configuration is closed*");
    }

    [Test]
    public async Task The_application_name_is_issuer_and_audience_unless_others_are_set()
    {
        await using var named = new TestService();
        await using var set = new TestService(cfg => (cfg.Issuer, cfg.Audience) = ("i", "a"));

        named.Read(named.Jwt.CreateAccessToken("alice")).Should()
            .Match<Token>(token => token.Iss == "TestApp" && token.Aud.Single() == "TestApp");
        set.Read(set.Jwt.CreateAccessToken("alice")).Should().Match<Token>(token => token.Iss == "i" && token.Aud.Single() == "a");
        set.ReadRefused(named.Jwt.CreateAccessToken("alice")).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task Locations_of_the_configuration_replace_the_default()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", () => "ok").RequireJwt(),
            build: builder => builder.Configuration["Jwt:Locations:0"] = "Query");
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/me?jwt=" + token)).Should().BeOk();
        (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task In_Development_a_missing_key_is_generated_with_one_warning(
        [Values("HS256", "HS512", "RS256", "PS256", "ES256", "ES384", "ES512", null)] string? algorithm)
    {
        await using var first = new TestService(build: WithoutKey, environment: "Development");
        await using var second = new TestService(build: WithoutKey, environment: "Development");
        var token = first.Jwt.CreateAccessToken("alice");

        first.Read(token).RawJwt.Should().Be(token);
        TokenForge.DecodePart(token, 0).Should().Contain($"\"alg\":\"{algorithm ?? "HS256"}\"");
        second.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);
        first.Services.GetRequiredService<FakeLogCollector>().GetSnapshot()
            .Count(record => record.Category == "JwtExtended.MinimalApi" && record.Id.Id == 1).Should().Be(1);

        void WithoutKey(WebApplicationBuilder builder)
        {
            builder.Configuration["Jwt:SecretKey"] = "";
            if (algorithm is not null)
                builder.Configuration["Jwt:Algorithm"] = algorithm;
        }
    }

    [TestCase("Production")]
    [TestCase("Staging")]
    public void Elsewhere_a_missing_key_stops_the_start_with_a_command_that_makes_one(string environment) =>
        Start(builder => builder.Configuration["Jwt:SecretKey"] = " ", environment: environment)
            .Should().Throw<OptionsValidationException>().WithMessage("No key is configured*openssl rand -base64 32*");

    private static TestCaseData Wrong(string message, Action<JwtOptions> configure) => new(message, configure);

    private static void Add<T>(IList<T> list, params T[] items)
    {
        foreach (var item in items)
            list.Add(item);
    }

    private static Func<JwtService> Start(
        Action<WebApplicationBuilder>? build = null,
        Action<JwtOptions>? configure = null,
        string environment = "Production") => () =>
    {
        var builder = TestApp.CreateBuilder(environment);
        build?.Invoke(builder);
        return Jwt.Initialize(builder.Build(), configure);
    };
}
