using System.Net;
using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Locations;

/// <summary>Several schemes in one header, and a token without any.</summary>
public sealed partial class HeaderPrefixesTests
{
    private const string Authorization = "Authorization";

    [TestCase("Token {0}")]
    [TestCase("Bearer {0}")]
    [TestCase("JWT {0}")]
    [TestCase("jwt   {0}")]
    [TestCase("{0}")]
    public async Task Each_of_the_prefixes_is_accepted_and_so_is_none(string form)
    {
        await using var app = await StartAsync("Token", "Bearer", "JWT", "");

        using var response = await app.GetWithHeaderAsync("/me", (Authorization, Form(form, app.Jwt.CreateAccessToken("alice"))));

        response.Should().BeOk("alice");
    }

    [TestCase("Basic YTpi", JwtErrorCode.TokenMissing)]
    [TestCase("Bearer {0}", JwtErrorCode.TokenMissing)]
    [TestCase("Bearer Token {0}", JwtErrorCode.TokenMissing)]
    [TestCase("{0} {0}", JwtErrorCode.TokenMissing)]
    [TestCase("{0}\t{0}", JwtErrorCode.TokenMissing)]
    [TestCase("\"\" {0}", JwtErrorCode.TokenMissing)]
    [TestCase("Negotiate", JwtErrorCode.TokenMalformed)]
    [TestCase("undefined", JwtErrorCode.TokenMalformed)]
    [TestCase("Token{0}", JwtErrorCode.TokenMalformed)]
    [TestCase("{0},", JwtErrorCode.TokenMalformed)]
    [TestCase("{0},Token", JwtErrorCode.TokenMalformed)]
    [TestCase("Token:{0}", JwtErrorCode.TokenMalformed)]
    [TestCase("Token", JwtErrorCode.HeaderMalformed)]
    [TestCase("token", JwtErrorCode.HeaderMalformed)]
    [TestCase("Token Token {0}", JwtErrorCode.HeaderMalformed)]
    [TestCase("Token Bearer {0}", JwtErrorCode.HeaderMalformed)]
    [TestCase("Token {0} {0}", JwtErrorCode.HeaderMalformed)]
    [TestCase("Token\t{0}", JwtErrorCode.HeaderMalformed)]
    public async Task Another_scheme_is_no_bare_token(string form, JwtErrorCode code)
    {
        await using var app = await StartAsync("Token", "");
        var token = app.Jwt.CreateAccessToken("alice");

        using var response = await app.GetWithHeaderAsync("/me", (Authorization, Form(form, token)));
        using var optional = await app.GetWithHeaderAsync("/hello", (Authorization, Form(form, token)));
        using var bare = await app.GetWithHeaderAsync("/me", (Authorization, token));

        await CheckAsync(response, code);
        if (code == JwtErrorCode.TokenMissing)
            optional.Should().BeOk("stranger", "another scheme is no credential of this package");
        else
            await CheckAsync(optional, code);
        bare.Should().BeOk("alice");
    }

    [TestCase("{0}")]
    [TestCase("JWT {0}")]
    public async Task What_is_not_listed_is_not_accepted(string form)
    {
        await using var app = await StartAsync("Token", "Bearer");
        var token = app.Jwt.CreateAccessToken("alice");

        await CheckAsync(await app.GetWithHeaderAsync("/me", (Authorization, Form(form, token))), JwtErrorCode.TokenMissing);
        (await app.GetWithHeaderAsync("/me", (Authorization, "Bearer " + token))).Should().BeOk("alice");
    }

    [TestCase("Bearer Bearer {0}")]
    [TestCase("Bearer Token {0}")]
    [TestCase("Token Bearer {0}")]
    public async Task Two_schemes_stay_malformed(string form)
    {
        await using var app = await StartAsync("Token", "Bearer", "");
        var token = app.Jwt.CreateAccessToken("alice");

        await CheckAsync(await app.GetWithHeaderAsync("/me", (Authorization, Form(form, token))), JwtErrorCode.HeaderMalformed);
        (await app.GetWithHeaderAsync("/me", (Authorization, "Bearer " + token))).Should().BeOk("alice");
    }

    [TestCase("X-Token {0}", JwtErrorCode.HeaderMalformed)]
    [TestCase("Basic YTpi", JwtErrorCode.HeaderMalformed)]
    [TestCase("JWT", JwtErrorCode.HeaderMalformed)]
    [TestCase("{0} {0}", JwtErrorCode.HeaderMalformed)]
    [TestCase("abc", JwtErrorCode.TokenMalformed)]
    public async Task A_header_of_this_package_alone_has_no_other_scheme(string form, JwtErrorCode code)
    {
        await using var app = await TestApp.StartAsync(Map, static cfg =>
        {
            cfg.HeaderName = "X-Api-Token";
            cfg.HeaderPrefixes.Add("");
            cfg.HeaderPrefixes.Add("JWT");
        });
        var token = app.Jwt.CreateAccessToken("alice");

        await CheckAsync(await app.GetWithHeaderAsync("/me", ("X-Api-Token", Form(form, token))), code);
        (await app.GetWithHeaderAsync("/me", ("X-Api-Token", token))).Should().BeOk("alice");
        (await app.GetWithHeaderAsync("/me", ("X-Api-Token", "jwt " + token))).Should().BeOk("alice");
    }

    [Test]
    public async Task Challenges_and_token_responses_name_the_first_one()
    {
        await using var app = await StartAsync("Token", "Bearer");

        using var missing = await app.GetAsync("/me");

        missing.Headers.WwwAuthenticate.ToString().Should().StartWith("Token");
        app.Jwt.CreateTokenPair("alice").TokenType.Should().Be("Token");
    }

    [Test]
    public async Task A_refresh_token_in_the_common_header_has_the_same_prefixes_and_its_own_header_its_own()
    {
        await using var app = await StartAsync("Token", "");
        var refresh = app.Jwt.CreateRefreshToken("alice");

        (await app.GetWithHeaderAsync("/refresh", (Authorization, "Token " + refresh))).Should().BeOk("Refresh");
        (await app.GetWithHeaderAsync("/refresh", (Authorization, refresh))).Should().BeOk("Refresh");
        (await app.GetWithHeaderAsync("/refresh", ("X-Refresh-Token", "Bearer " + refresh))).Should().BeOk("Refresh");
        await CheckAsync(await app.GetWithHeaderAsync("/refresh", ("X-Refresh-Token", "Token " + refresh)), JwtErrorCode.HeaderMalformed);
    }

    [Test]
    public async Task A_bare_access_token_of_another_session_beside_a_refresh_cookie_is_seen_too()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapJwtRefresh(),
            static cfg =>
            {
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
                cfg.HeaderPrefixes.Add("Token");
                cfg.HeaderPrefixes.Add("");
            });
        var (own, planted) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("mallory"));
        Task<HttpResponseMessage> RefreshAsync(string header) => app.PostAsync(
            "/refresh",
            ("Cookie", BrowserClient.Refresh(planted.RefreshToken)),
            ("Sec-Fetch-Site", "same-origin"),
            (Authorization, header));

        await CheckAsync(await RefreshAsync(own.AccessToken), JwtErrorCode.TokenInvalid);
        await CheckAsync(await RefreshAsync("Token " + own.AccessToken), JwtErrorCode.TokenInvalid);
        (await RefreshAsync(planted.AccessToken)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [TestCase("Token,Bearer", "'Token' or 'Bearer': send 'Authorization: Token <token>'.")]
    [TestCase("Token,", "'Token': send 'Authorization: Token <token>'.")]
    public async Task In_Development_a_header_with_another_scheme_is_told_what_to_send(string prefixes, string expected)
    {
        await using var app = await TestApp.StartAsync(Map, cfg => Add(cfg, prefixes.Split(',')), environment: "Development");

        using var response = await app.GetWithHeaderAsync("/me", (Authorization, "Basic x"));

        using var problem = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("reason").GetString()
            .Should().EndWith("There is a header Authorization without " + expected);
    }

    /// <summary>Every value that these pieces make up is read as a pattern says that was written beside the parser.</summary>
    [Test]
    public void No_combination_of_schemes_white_space_and_tokens_is_read_in_another_way()
    {
        string[] pieces = ["", "Token", "bearer", "Basic", " ", "\t", ",", "a.b.c"];
        var header = new HeaderLocation(Authorization, ["Token", "Bearer", ""]);
        var context = new DefaultHttpContext();
        var (tokens, malformed, others) = (0, 0, 0);

        foreach (var value in from a in pieces from b in pieces from c in pieces from d in pieces from e in pieces select a + b + c + d + e)
        {
            context.Request.Headers.Authorization = value;
            var found = header.Find(context.Request, TokenTypes.Access);

            if (WithScheme().Match(value) is { Success: true } schemed && schemed.Groups[1].Value is var rest)
            {
                var isToken = OneToken().Match(rest) is { Success: true } one && Check(found, one.Groups[1].Value);
                found.Refusal?.Code.Should().Be(JwtErrorCode.HeaderMalformed);
                isToken.Should().Be(found.HasText);
                malformed += isToken ? 0 : 1;
            }
            else if (Alone().Match(value) is { Success: true } alone)
            {
                tokens += Check(found, alone.Groups[1].Value) ? 1 : 0;
            }
            else
            {
                found.IsAbsent.Should().BeTrue("'{0}' is of another scheme", value);
                others++;
            }
        }

        (tokens > 1000, malformed > 1000, others > 1000).Should().Be((true, true, true));

        static bool Check(in LocatedToken found, string token)
        {
            found.Text.ToString().Should().Be(token);
            return true;
        }
    }

    [GeneratedRegex("^(?:token|bearer)(?=[ \t]|$)(.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex WithScheme();

    [GeneratedRegex("^ *([^ \t]+) *$")]
    private static partial Regex OneToken();

    [GeneratedRegex("^ *([^ \t]+) *$")]
    private static partial Regex Alone();

    private static Task<TestApp> StartAsync(params string[] prefixes) => TestApp.StartAsync(Map, cfg => Add(cfg, prefixes));

    private static void Map(WebApplication routes)
    {
        routes.MapGet("/me", static (Token token) => token.Identity).RequireJwt();
        routes.MapGet("/hello", static (Token? token) => token?.Identity ?? "stranger").OptionalJwt();
        routes.MapGet("/refresh", static (Token token) => token.Type.ToString()).RequireRefreshJwt();
    }

    private static void Add(JwtOptions cfg, params string[] prefixes)
    {
        foreach (var prefix in prefixes)
            cfg.HeaderPrefixes.Add(prefix);
    }

    // The challenge names the configured scheme.
    private static async Task CheckAsync(HttpResponseMessage response, JwtErrorCode code)
    {
        response.IsSuccessStatusCode.Should().BeFalse();
        (await response.Content.ReadAsStringAsync()).Should().Contain($"\"code\":{System.Text.Json.JsonSerializer.Serialize(code)}");
        response.Dispose();
    }

    private static string Form(string form, string token) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, token);
}
