using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>Forms need no antiforgery token beside a token that another site cannot send, and keep theirs everywhere else.</summary>
public sealed class FormTests
{
    private const string Own = "same-origin";
    private const string Foreign = "cross-site";

    private static readonly string[] Paths = ["/text", "/file", "/all", "/parameter", "/attribute", "/grouped"];

    private static readonly string[] OpenPaths = ["/optional", "/open", "/none", "/maybe"];

    [Test]
    public async Task A_form_with_a_token_in_the_header_is_accepted([Values] bool antiforgery, [ValueSource(nameof(Paths))] string path)
    {
        await using var app = await StartAsync(antiforgery);

        (await PostAsync(app, path)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await PostAsync(app, path, "a.b.c")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await PostAsync(app, path, app.Jwt.CreateAccessToken("alice"))).Should().BeOk("hello");
        (await PostAsync(app, path, app.Jwt.CreateAccessToken("alice"), From(Foreign))).Should().BeOk("hello");
        (await PostAsync(app, path, app.Jwt.CreateAccessToken("alice"), ("Origin", "https://app.example"))).Should().BeOk("hello");
    }

    [Test]
    public async Task A_form_with_a_token_in_a_cookie_is_refused_from_another_site_alone(
        [Values] bool antiforgery, [ValueSource(nameof(Paths))] string path)
    {
        await using var app = await StartAsync(antiforgery, cfg => cfg.Locations.Add(TokenLocation.Cookie));
        var token = app.Jwt.CreateAccessToken("alice");
        var csrf = app.ReadToken(token).Csrf!;

        (await PostCookieAsync(app, path, token, Foreign)).Should().BeRefused(JwtErrorCode.CsrfMismatch);
        (await PostCookieAsync(app, path, token, Foreign, csrf)).Should().BeRefused(JwtErrorCode.CsrfMismatch);
        (await PostCookieAsync(app, path, token, site: null)).Should().BeRefused(JwtErrorCode.CsrfMissing);
        (await PostCookieAsync(app, path, token, site: null, "wrong")).Should().BeRefused(JwtErrorCode.CsrfMismatch);
        (await PostCookieAsync(app, path, token, site: null, csrf)).Should().BeOk("hello");
        (await PostCookieAsync(app, path, token, Own)).Should().BeOk("hello");
    }

    [Test]
    public async Task Where_a_token_is_not_required_a_form_keeps_the_check_of_ASP_NET_Core([ValueSource(nameof(OpenPaths))] string path)
    {
        await using var app = await StartAsync(antiforgery: true);
        await using var without = await StartAsync(antiforgery: false);
        var token = app.Jwt.CreateAccessToken("alice");

        (await PostAsync(app, path)).Should().HaveStatusCode(HttpStatusCode.BadRequest);
        (await PostAsync(app, path, token)).Should().HaveStatusCode(HttpStatusCode.BadRequest);
        await ShouldBeCheckedByAspNetCoreAsync(without, path, token);
        // The user whose request the antiforgery token has to fit.
        var user = path is "/optional" or "/maybe" ? token : null;
        (await PostAsync(app, path, user, await AntiforgeryAsync(app, user))).Should().BeOk("hello");
    }

    [TestCase("/asked-by-endpoint")]
    [TestCase("/asked-by-attribute")]
    [TestCase("/asked-by-group")]
    public async Task What_the_application_asked_for_itself_stays(string path)
    {
        await using var app = await StartAsync(antiforgery: true);
        var token = app.Jwt.CreateAccessToken("alice");

        (await PostAsync(app, path, token)).Should().HaveStatusCode(HttpStatusCode.BadRequest);
        (await PostAsync(app, path, token, await AntiforgeryAsync(app, token))).Should().BeOk("hello");
        (await PostAsync(app, path)).Should().BeRefused(JwtErrorCode.TokenMissing);
        await using var without = await StartAsync(antiforgery: false);
        await ShouldBeCheckedByAspNetCoreAsync(without, path, token);
    }

    [Test]
    public async Task Cookies_without_protection_of_their_own_keep_the_check_of_ASP_NET_Core()
    {
        await using var app = await StartAsync(antiforgery: true, cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Csrf.Mode = CsrfMode.Off;
        });
        var token = app.Jwt.CreateAccessToken("alice");

        (await PostCookieAsync(app, "/text", token, Foreign)).Should().HaveStatusCode(HttpStatusCode.BadRequest);
        (await PostAsync(app, "/text", token)).Should().HaveStatusCode(HttpStatusCode.BadRequest, "the cookie would be accepted as well");
        (await PostAsync(app, "/text", token, await AntiforgeryAsync(app, token))).Should().BeOk("hello");
        (await PostCookieAsync(app, "/header", token, Foreign)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await PostAsync(app, "/header", token)).Should().BeOk("hello");
    }

    [Test]
    public async Task Cookies_without_protection_of_their_own_are_not_without_any()
    {
        await using var app = await StartAsync(antiforgery: false, cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Csrf.Mode = CsrfMode.Off;
        });
        var token = app.Jwt.CreateAccessToken("alice");

        (await PostCookieAsync(app, "/text", token, Foreign)).Should().HaveStatusCode(
            DotNet.ChecksFormsByOrigin ? HttpStatusCode.BadRequest : HttpStatusCode.InternalServerError);
        (await PostCookieAsync(app, "/text", token, Own)).Should().HaveStatusCode(
            DotNet.ChecksFormsByOrigin ? HttpStatusCode.OK : HttpStatusCode.InternalServerError);
    }

    [Test]
    public async Task The_nearest_call_decides_about_a_form()
    {
        await using var app = await StartAsync(antiforgery: true);
        var token = app.Jwt.CreateAccessToken("alice");

        (await PostAsync(app, "/required-in-optional", token)).Should().BeOk("hello");
        (await PostAsync(app, "/optional-in-required", token)).Should().HaveStatusCode(HttpStatusCode.BadRequest);
    }

    private static async Task<TestApp> StartAsync(bool antiforgery, Action<JwtOptions>? configure = null) => await TestApp.StartAsync(
        routes =>
        {
            if (antiforgery)
                routes.UseAntiforgery();
            routes.MapPost("/text", ([FromForm] string text) => text).RequireJwt();
            routes.MapPost("/file", (IFormFile file) => ReadAsync(file)).RequireJwt();
            routes.MapPost("/all", (IFormCollection form) => form["text"].ToString()).RequireJwt();
            routes.MapPost("/parameter", ([FromForm] string text, Token token) => text);
            routes.MapPost("/attribute", [RequireJwt] ([FromForm] string text) => text);
            routes.MapGroup("").RequireJwt().MapGroup("").MapPost("/grouped", ([FromForm] string text) => text);
            routes.MapPost("/header", ([FromForm] string text) => text).RequireJwt(jwt => jwt.From(TokenLocation.Header));
            routes.MapPost("/optional", ([FromForm] string text) => text).OptionalJwt();
            routes.MapPost("/maybe", ([FromForm] string text, Token? token) => text);
            routes.MapGroup("").RequireJwt().MapPost("/open", ([FromForm] string text) => text).WithoutJwt();
            routes.MapGroup("").OptionalJwt().MapPost("/required-in-optional", ([FromForm] string text) => text).RequireJwt();
            routes.MapGroup("").RequireJwt().MapPost("/optional-in-required", ([FromForm] string text) => text).OptionalJwt();
            routes.MapPost("/none", ([FromForm] string text) => text);
            routes.MapPost("/asked-by-endpoint", ([FromForm] string text) => text)
                .RequireJwt().WithMetadata(new RequireAntiforgeryTokenAttribute());
            routes.MapPost("/asked-by-attribute", [RequireAntiforgeryToken] ([FromForm] string text, Token token) => text).RequireJwt();
            routes.MapGroup("").WithMetadata(new RequireAntiforgeryTokenAttribute())
                .MapPost("/asked-by-group", ([FromForm] string text) => text).RequireJwt();
            routes.MapGet("/antiforgery", (HttpContext context, IAntiforgery forms) => forms.GetAndStoreTokens(context).RequestToken)
                .OptionalJwt();
        },
        configure,
        static builder => builder.Services.AddAntiforgery(static forms => forms.Cookie.SecurePolicy = CookieSecurePolicy.None)
            .AddDataProtection());

    // Without UseAntiforgery().
    private static async Task ShouldBeCheckedByAspNetCoreAsync(TestApp app, string path, string token)
    {
        var (foreign, own) = DotNet.ChecksFormsByOrigin
            ? (HttpStatusCode.BadRequest, HttpStatusCode.OK)
            : (HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError);

        (await PostAsync(app, path, token, From(Foreign))).Should().HaveStatusCode(foreign);
        (await PostAsync(app, path, token, From(Own))).Should().HaveStatusCode(own);
        (await PostAsync(app, path, token)).Should().HaveStatusCode(own, "no browser has sent it");
    }

    private static (string Name, string Value) From(string site) => ("Sec-Fetch-Site", site);

    private static async Task<string> ReadAsync(IFormFile file)
    {
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync();
    }

    private static async Task<(string Name, string Value)[]> AntiforgeryAsync(TestApp app, string? token)
    {
        using var response = await app.GetAsync("/antiforgery", token);
        return [("Cookie", response.CookieHeader()), ("RequestVerificationToken", await response.Content.ReadAsStringAsync())];
    }

    private static Task<HttpResponseMessage> PostAsync(
        TestApp app, string path, string? token = null, params (string Name, string Value)[] headers) =>
        app.SendAsync(
            HttpMethod.Post, path, Form(), token is null ? headers : [.. headers, ("Authorization", "Bearer " + token)]);

    private static Task<HttpResponseMessage> PostCookieAsync(TestApp app, string path, string token, string? site, string? csrf = null) =>
        app.SendAsync(
            HttpMethod.Post,
            path,
            Form(csrf),
            site is null
                ? [("Cookie", BrowserClient.Access(token))]
                : [("Cookie", BrowserClient.Access(token)), From(site)]);

    private static MultipartFormDataContent Form(string? csrf = null)
    {
        var form = new MultipartFormDataContent { { new StringContent("hello"), "text" }, { new StringContent("hello"), "file", "f" } };
        if (csrf is not null)
            form.Add(new StringContent(csrf), "csrf_token");
        return form;
    }
}
