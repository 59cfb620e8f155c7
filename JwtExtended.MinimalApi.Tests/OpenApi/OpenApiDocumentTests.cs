using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace JwtExtended.MinimalApi.Tests.OpenApi;

/// <summary>What documents of ASP.NET Core say of protected endpoints.</summary>
public sealed class OpenApiDocumentTests
{
    [Test]
    public async Task An_operation_lists_what_it_requires()
    {
        await using var app = await StartAsync(static routes =>
        {
            routes.MapGet("/required", static () => "it").RequireJwt();
            routes.MapGet("/parameter", static (Token token) => token.Identity);
            routes.MapGet("/attribute", [RequireJwt] static () => "it");
            routes.MapGet("/optional", static () => "it").OptionalJwt();
            routes.MapGet("/scopes", static () => "it").RequireJwt(static jwt => jwt.Scope("read", "write"));
            routes.MapGet("/open", static () => "it");
            routes.MapControllers().RequireJwt();
        });

        var document = await ApiDocument.GetAsync(app.Client);

        document.Security("/required").Should().Equal("jwt");
        document.Security("/parameter").Should().Equal("jwt");
        document.Security("/attribute").Should().Equal("jwt");
        document.Security("/optional").Should().Equal("", "jwt");
        document.Security("/scopes").Should().Equal("jwt: read write");
        document.Security("/open").Should().BeEmpty();
        document.Security("/controller").Should().Equal("jwt");
        document.Schemes["jwt"]!["scheme"]!.GetValue<string>().Should().Be("bearer");
        document.Operation("get", "/parameter").ContainsKey("parameters").Should().BeFalse("the token is none of its parameters");
    }

    [Test]
    public async Task Scopes_are_left_out_where_the_version_permits_them_for_OAuth_alone()
    {
        await using var app = await StartAsync(
            static routes => routes.MapGet("/scopes", static () => "it").RequireJwt(static jwt => jwt.Scope("read")),
            version: OpenApiSpecVersion.OpenApi3_0);

        var document = await ApiDocument.GetAsync(app.Client);

        document.Security("/scopes").Should().Equal("jwt");
        document.Operation("get", "/scopes")["responses"]!["403"]!["description"]!.GetValue<string>().Should().Contain("scopes `read`");
    }

    [TestCase("Token,Bearer", "bearer", "The access token.")]
    [TestCase("Token,", null, "The access token. Its value is 'Token <token>' or '<token>'.")]
    [TestCase("JWT", null, "The access token. Its value is 'JWT <token>'.")]
    public async Task Several_prefixes_are_described_and_Bearer_is_named_if_it_is_one(string prefixes, string? scheme, string description)
    {
        await using var app = await StartAsync(
            static routes => routes.MapGet("/me", static () => "it").RequireJwt(),
            cfg =>
            {
                foreach (var prefix in prefixes.Split(','))
                    cfg.HeaderPrefixes.Add(prefix);
            });

        var document = await ApiDocument.GetAsync(app.Client);

        document.Schemes["jwt"]!["scheme"]?.GetValue<string>().Should().Be(scheme);
        document.Schemes["jwt"]!["description"]!.GetValue<string>().Should().Be(description);
    }

    [Test]
    public async Task Every_location_is_a_scheme_of_its_own()
    {
        await using var app = await StartAsync(
            static routes =>
            {
                routes.MapGet("/me", static () => "it").RequireJwt();
                routes.MapGet("/feed", static () => "it").RequireJwt(static jwt => jwt.From(TokenLocation.Ticket, TokenLocation.Query));
                routes.MapPost("/note", static () => "it").RequireJwt(static jwt => jwt.From(TokenLocation.JsonBody));
                routes.MapJwtRefresh();
            },
            static cfg =>
            {
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
                cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
                cfg.HeaderPrefix = "Token";
                cfg.QueryParameter = "access_token";
            });

        var document = await ApiDocument.GetAsync(app.Client);

        document.Security("/me").Should().Equal("jwt", "jwtCookie");
        document.Security("/feed").Should().Equal("jwtTicket", "jwtQuery");
        document.Security("/note", "post").Should().BeEmpty("a body is no security scheme");
        document.Security("/refresh", "post").Should().Equal("jwtRefresh", "jwtRefreshCookie");
        Scheme("jwt").Should().Be(("apiKey", "header", "Authorization"));
        Scheme("jwtCookie").Should().Be(("apiKey", "cookie", "__Host-access_token"));
        Scheme("jwtQuery").Should().Be(("apiKey", "query", "access_token"));
        Scheme("jwtTicket").Should().Be(("apiKey", "query", "ticket"));
        document.Operation("post", "/note")["requestBody"]!["content"]!["application/json"]!["schema"]!["properties"]!.AsObject()
            .ContainsKey("access_token").Should().BeTrue();
        document.Operation("post", "/refresh")["parameters"]!.AsArray().Should().ContainSingle()
            .Which!["name"]!.GetValue<string>().Should().Be("X-CSRF-Token");
        document.Operation("get", "/me").ContainsKey("parameters").Should().BeFalse("a safe method needs no proof");

        (string, string, string) Scheme(string id) => document.Schemes[id]!.AsObject() is var scheme
            ? (scheme["type"]!.GetValue<string>(), scheme["in"]!.GetValue<string>(), scheme["name"]!.GetValue<string>())
            : default;
    }

    [Test]
    public async Task Refusals_are_problem_details_with_their_codes()
    {
        await using var app = await StartAsync(static routes =>
            routes.MapGet("/me", static () => "it").RequireJwt(static jwt => jwt.Allow("ADMIN").Fresh(TimeSpan.FromMinutes(5))));

        var document = await ApiDocument.GetAsync(app.Client);

        document.Statuses("/me").Should().Equal("200", "400", "401", "403", "503");
        var responses = document.Operation("get", "/me")["responses"]!;
        responses["401"]!["description"]!.GetValue<string>().Should().Contain("`token_missing`").And.Contain("at most 300 seconds");
        responses["403"]!["description"]!.GetValue<string>().Should().Contain("`access_denied`").And.Contain("`ADMIN`");
        responses["401"]!["content"]!["application/problem+json"]!["schema"]!["$ref"]!.GetValue<string>().Should().EndWith("/JwtProblem");
        document.Schemas["JwtProblem"]!["allOf"]![1]!["properties"]!["code"]!["enum"]!.AsArray()
            .Select(static code => code!.GetValue<string>())
            .Should().Equal(Enum.GetValues<JwtErrorCode>().Select(static code => JsonSerializer.Serialize(code).Trim('"')));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Bodies_of_the_application_are_not_described_as_ours(bool legacy)
    {
        await using var app = await StartAsync(static routes => routes.MapGet("/me", static () => "it").RequireJwt(), cfg =>
        {
            if (legacy)
                cfg.UseLegacyErrors();
            else
                cfg.OnError(static _ => Results.Text("no"));
        });

        var document = await ApiDocument.GetAsync(app.Client);

        document.Text.Should().NotContain("JwtProblem");
        document.Statuses("/me").Should().Contain(legacy ? "422" : "400");
        document.Operation("get", "/me")["responses"]!["401"]!.AsObject().ContainsKey("content").Should().Be(legacy);
    }

    [Test]
    public async Task The_endpoints_of_the_package_are_described()
    {
        await using var app = await StartAsync(
            static routes =>
            {
                routes.MapJwtRefresh();
                routes.MapJwtLogout();
                routes.MapJwtLogoutAll();
                routes.MapJwtTicket();
                routes.MapJwks();
                routes.MapJwtDiscovery();
                routes.MapJwtResourceMetadata();
                routes.MapGroup("/hidden").MapJwtLogout().ExcludeFromDescription();
            },
            static cfg => cfg.Issuer = cfg.Audience = "https://issuer.example",
            withControllers: false);

        var document = await ApiDocument.GetAsync(app.Client);

        document.Paths.Should().BeEquivalentTo(
            "/refresh", "/logout", "/logout/all", "/ticket", "/.well-known/jwks.json", "/.well-known/oauth-authorization-server",
            "/.well-known/openid-configuration", "/.well-known/oauth-protected-resource");
        document.Security("/refresh", "post").Should().Equal("jwtRefresh");
        document.Security("/logout", "post").Should().Equal("jwt", "jwtRefresh");
        document.Security("/.well-known/jwks.json").Should().BeEmpty();
        document.Statuses("/refresh", "post").Should().Equal("200", "400", "401", "403", "503");
        document.Statuses("/logout", "post").Should().Contain("204").And.NotContain("200");
        document.Schemas["TokenPair"]!["properties"]!.AsObject().Select(static property => property.Key)
            .Should().Equal("access_token", "token_type", "expires_in", "refresh_token");
        document.Schemas["TicketResponse"]!["properties"]!.AsObject().Select(static property => property.Key)
            .Should().Equal("ticket", "expires_in");
        document.Operation("post", "/ticket")["parameters"]!.AsArray().Should().ContainSingle()
            .Which!["name"]!.GetValue<string>().Should().Be("path");
    }

    [Test]
    public async Task Forms_of_OAuth_clients_are_described_with_their_errors()
    {
        await using var app = await StartAsync(
            static routes =>
            {
                routes.MapJwtRefresh();
                routes.MapJwtRefresh("/token").RequireJwt(static jwt => jwt.Refresh().From(TokenLocation.Form));
                routes.MapJwtRevocation();
                routes.MapJwtIntrospection();
            },
            static cfg => cfg.Introspection.AddCaller("orders", TestKeys.Secret),
            withControllers: false);

        var document = await ApiDocument.GetAsync(app.Client);

        Form("/token").Should().Equal("grant_type", "refresh_token", "scope", "client_id");
        Form("/revoke").Should().Equal("token", "token_type_hint", "client_id", "client_secret");
        Form("/introspect").Should().Equal("token", "token_type_hint", "client_id", "client_secret");
        document.Operation("post", "/refresh").ContainsKey("requestBody").Should().BeFalse("generated clients would have to send one");
        document.Security("/refresh", "post").Should().Equal("jwtRefresh");
        document.Security("/revoke", "post").Should().BeEmpty();
        document.Security("/introspect", "post").Should().Equal("jwtClient");
        document.Statuses("/revoke", "post").Should().Equal("200", "400", "503");
        document.Statuses("/introspect", "post").Should().Equal("200", "400", "401", "503");
        document.Operation("post", "/introspect")["responses"]!["401"]!["content"]!["application/json"]!["schema"]!["$ref"]!
            .GetValue<string>().Should().EndWith("/OAuthError");

        string[] Form(string path) =>
        [
            .. document.Operation("post", path)["requestBody"]!["content"]!["application/x-www-form-urlencoded"]!["schema"]!["properties"]!
                .AsObject().Select(static parameter => parameter.Key),
        ];
    }

    [Test]
    public async Task A_token_as_a_result_shows_nothing_that_its_JSON_does_not_have()
    {
        await using var app = await StartAsync(static routes => routes.MapGet("/me", static (Token token) => token));

        var document = await ApiDocument.GetAsync(app.Client);
        using var response = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));
        using var shown = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        document.Schemas["Token"]!["properties"]!.AsObject().Select(static property => property.Key)
            .Should().BeEquivalentTo(shown.RootElement.EnumerateObject().Select(static property => property.Name));
        document.Schemas.Select(static schema => schema.Key)
            .Should().BeEquivalentTo("JwtProblem", "ProblemDetails", "Token", "TokenType", "JsonElement");
    }

    [Test]
    public async Task A_document_without_the_set_up_says_what_is_missing()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddOpenApi(static options => options.AddJwtExtended());
        await using var app = builder.Build();
        app.MapOpenApi();
        app.MapGet("/me", static () => "it");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var response = await client.GetAsync("/openapi/v1.json");

        ((int)response.StatusCode).Should().Be(500);
        app.Services.GetFakeLogCollector().GetSnapshot().Should()
            .Contain(static log => log.Exception != null && log.Exception.Message.Contains("Jwt.Initialize(app)"));
    }

    private static Task<TestApp> StartAsync(
        Action<WebApplication> routes,
        Action<JwtOptions>? configure = null,
        bool withControllers = true,
        OpenApiSpecVersion version = OpenApiSpecVersion.OpenApi3_1) => TestApp.StartAsync(
        app =>
        {
            app.MapOpenApi();
            routes(app);
        },
        configure,
        builder =>
        {
            builder.Environment.ApplicationName = typeof(TestController).Assembly.GetName().Name!;
            if (withControllers)
                builder.Services.AddControllers();
            builder.Services.AddOpenApi(options => options.AddJwtExtended().OpenApiVersion = version);
        });
}
