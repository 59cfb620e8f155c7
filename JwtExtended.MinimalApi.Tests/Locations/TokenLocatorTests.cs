using System.Net;
using System.Net.Sockets;
using System.Text;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Locations;

/// <summary>The locations where a token is found, and what is refused next to it.</summary>
public sealed class TokenLocatorTests
{
    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/me", (Token token, HttpContext context) => $"{token.Identity} by {context.GetJwtLocation()}").RequireJwt();
            routes.MapGet("/query", (HttpContext context) => $"{context.GetJwtToken()!.Identity} by {context.GetJwtLocation()}")
                .RequireJwt(jwt => jwt.From(TokenLocation.Query));
            routes.MapGet("/refresh", (Token token) => token.Type.ToString()).RequireRefreshJwt();
            routes.MapGet("/any", (Token token) => token.Type.ToString()).RequireJwt(jwt => jwt.AnyType());
        },
        configure);

    [TestCase("Bearer {0}")]
    [TestCase("bearer {0}")]
    [TestCase("BEARER   {0}")]
    [TestCase("Bearer {0}  ")]
    public async Task Any_spelling_of_the_scheme_is_accepted(string form)
    {
        await using var app = await StartAsync();

        using var response = await app.GetWithHeaderAsync("/me", ("Authorization", Form(form, app.Jwt.CreateAccessToken("alice"))));

        response.Should().BeOk("alice by Header");
    }

    [TestCase("Basic YTpi", JwtErrorCode.TokenMissing)]
    [TestCase("Bearer{0}", JwtErrorCode.TokenMissing)]
    [TestCase("{0}", JwtErrorCode.TokenMissing)]
    [TestCase("BearerX {0}", JwtErrorCode.TokenMissing)]
    [TestCase("Bearer", JwtErrorCode.HeaderMalformed)]
    [TestCase("Bearer {0} {0}", JwtErrorCode.HeaderMalformed)]
    [TestCase("Bearer {0}, Bearer {0}", JwtErrorCode.HeaderMalformed)]
    [TestCase("Bearer\t{0}", JwtErrorCode.HeaderMalformed)]
    [TestCase("Bearer {0},", JwtErrorCode.TokenMalformed)]
    [TestCase("Bearer \"{0}\"", JwtErrorCode.TokenMalformed)]
    public async Task Another_form_of_the_header_is_refused(string form, JwtErrorCode code)
    {
        await using var app = await StartAsync();

        using var response = await app.GetWithHeaderAsync("/me", ("Authorization", Form(form, app.Jwt.CreateAccessToken("alice"))));

        response.Should().BeRefused(code);
    }

    [Test]
    public async Task Two_Authorization_headers_are_ambiguous()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var request = $"GET /me HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n";

        var two = await SendRawAsync(app, request + "Authorization: Basic x\r\n\r\n");
        var one = await SendRawAsync(app, request + "\r\n");

        two.Should().StartWith("HTTP/1.1 400").And.Contain("request_ambiguous");
        one.Should().StartWith("HTTP/1.1 200");
    }

    [Test]
    public async Task A_query_parameter_is_read_only_where_it_is_enabled()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        using var here = await app.GetAsync("/query?jwt=" + token);
        using var there = await app.GetAsync("/me?jwt=" + token);
        using var header = await app.GetAsync("/query", token);
        using var empty = await app.GetAsync("/query?jwt=");
        using var twice = await app.GetAsync($"/query?jwt={token}&JWT={token}");

        here.Should().BeOk("alice by Query");
        there.Should().BeRefused(JwtErrorCode.TokenMissing);
        header.Should().BeRefused(JwtErrorCode.TokenMissing);
        empty.Should().BeRefused(JwtErrorCode.TokenMissing);
        twice.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
    }

    [Test]
    public async Task Two_locations_are_ambiguous_and_an_invalid_one_does_not_fall_through()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Query);
            cfg.Locations.Add(TokenLocation.Header);
        });
        var token = app.Jwt.CreateAccessToken("alice");

        using var query = await app.GetAsync("/me?jwt=" + token);
        using var header = await app.GetAsync("/me", token);
        using var both = await app.GetAsync("/me?jwt=" + token, token);
        using var bad = await app.GetAsync("/me?jwt=rubbish");
        using var badHeader = await app.GetWithHeaderAsync("/me?jwt=" + token, ("Authorization", "Bearer"));
        using var otherScheme = await app.GetWithHeaderAsync("/me?jwt=" + token, ("Authorization", "Basic x"));

        query.Should().BeOk("alice by Query");
        header.Should().BeOk("alice by Header");
        both.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        bad.Should().BeRefused(JwtErrorCode.TokenMalformed);
        badHeader.Should().BeRefused(JwtErrorCode.HeaderMalformed);
        otherScheme.Should().BeOk("alice by Query");
        app.Logs.GetSnapshot().Should().Contain(
            record => record.Category == "JwtExtended.MinimalApi" && record.Id.Id == 3, "queries end up in logs, which is worth a warning");
    }

    [Test]
    public async Task A_refresh_token_is_read_from_its_own_header_or_else_from_the_common_one()
    {
        await using var app = await StartAsync();
        var (access, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
        Task<HttpResponseMessage> GetWithBothAsync(string own, string common) =>
            app.GetWithHeaderAsync("/refresh", ("X-Refresh-Token", "Bearer " + own), ("Authorization", "Bearer " + common));

        using var common = await app.GetAsync("/refresh", refresh);
        using var own = await app.GetWithHeaderAsync("/refresh", ("X-Refresh-Token", "Bearer " + refresh));
        using var both = await GetWithBothAsync(refresh, access);
        using var wrong = await GetWithBothAsync(access, refresh);
        using var bare = await app.GetWithHeaderAsync("/refresh", ("X-Refresh-Token", refresh));
        using var any = await app.GetWithHeaderAsync("/any", ("X-Refresh-Token", "Bearer " + access));
        using var noRefresh = await app.GetWithHeaderAsync("/me", ("X-Refresh-Token", "Bearer " + refresh));

        common.Should().BeOk("Refresh");
        own.Should().BeOk("Refresh");
        both.Should().BeOk("Refresh");
        wrong.Should().BeRefused(JwtErrorCode.TokenType);
        bare.Should().BeRefused(JwtErrorCode.HeaderMalformed);
        any.Should().BeRefused(JwtErrorCode.TokenType);
        noRefresh.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_refresh_token_is_not_accepted_from_the_query()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Query);
        });
        var refresh = app.Jwt.CreateRefreshToken("alice");

        using var refreshOnly = await app.GetAsync("/refresh?jwt=" + refresh);
        using var any = await app.GetAsync("/any?jwt=" + refresh);
        using var header = await app.GetAsync("/refresh?jwt=ignored", refresh);

        refreshOnly.Should().BeRefused(JwtErrorCode.TokenMissing);
        any.Should().BeRefused(JwtErrorCode.TokenType);
        header.Should().BeOk("Refresh");
    }

    [Test]
    public async Task Other_names_and_prefixes_are_used_as_configured()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.HeaderName = "X-Api-Token";
            cfg.HeaderPrefix = "";
            cfg.RefreshHeaderName = "X-Api-Refresh";
            cfg.RefreshHeaderPrefix = "JWT";
            cfg.QueryParameter = "token";
        });
        var token = app.Jwt.CreateAccessToken("alice");

        using var header = await app.GetWithHeaderAsync("/me", ("X-Api-Token", token));
        using var common = await app.GetAsync("/me", token);
        using var refresh = await app.GetWithHeaderAsync("/refresh", ("X-Api-Refresh", "jwt " + app.Jwt.CreateRefreshToken("alice")));
        using var query = await app.GetAsync("/query?token=" + token);

        header.Should().BeOk("alice by Header");
        common.Should().BeRefused(JwtErrorCode.TokenMissing);
        refresh.Should().BeOk("Refresh");
        query.Should().BeOk("alice by Query");
    }

    [Test]
    public async Task One_header_may_serve_both_types()
    {
        await using var app = await StartAsync(cfg => cfg.RefreshHeaderName = "authorization");

        using var access = await app.GetAsync("/any", app.Jwt.CreateAccessToken("alice"));
        using var refresh = await app.GetAsync("/any", app.Jwt.CreateRefreshToken("alice"));

        access.Should().BeOk("Access");
        refresh.Should().BeOk("Refresh");
    }

    [Test]
    public async Task The_challenge_names_the_configured_scheme()
    {
        await using var app = await StartAsync(cfg => cfg.HeaderPrefix = "JWT");

        using var missing = await app.GetAsync("/me");
        using var good = await app.GetWithHeaderAsync("/me", ("Authorization", "jwt " + app.Jwt.CreateAccessToken("alice")));

        missing.Headers.WwwAuthenticate.ToString().Should().Be("JWT realm=\"TestApp\"");
        good.Should().BeOk("alice by Header");
    }

    [Test]
    public async Task A_malformed_header_is_described_without_the_name_of_another_scheme()
    {
        await using var app = await StartAsync(cfg => cfg.HeaderPrefix = "JWT");

        using var bare = await app.GetWithHeaderAsync("/me", ("Authorization", "JWT"));
        using var good = await app.GetWithHeaderAsync("/me", ("Authorization", "JWT " + app.Jwt.CreateAccessToken("alice")));

        bare.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        bare.Headers.WwwAuthenticate.ToString()
            .Should().StartWith("JWT realm=\"TestApp\", error=\"invalid_request\"").And.NotContain("Bearer");
        (await bare.Content.ReadAsStringAsync()).Should().Contain("header_malformed").And.NotContain("Bearer");
        good.Should().BeOk("alice by Header");
    }

    private static string Form(string form, string token) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, token);

    private static async Task<string> SendRawAsync(TestApp app, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
