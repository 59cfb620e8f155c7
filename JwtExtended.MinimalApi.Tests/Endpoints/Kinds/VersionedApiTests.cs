using System.Net;
using Asp.Versioning;
using Asp.Versioning.Builder;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>Versioned APIs (Asp.Versioning) are protected wherever the call is, and answer unknown versions as before.</summary>
public sealed class VersionedApiTests
{
    private static readonly Dictionary<string, Action<IVersionedEndpointRouteBuilder>> Mappings = new()
    {
        ["endpoint"] = api => api.MapGet("/x", (HttpContext context) => Name(context)).HasApiVersion(1.0).RequireJwt(),
        ["endpoint first"] = api => api.MapGet("/x", (HttpContext context) => Name(context)).RequireJwt().HasApiVersion(1.0),
        ["group"] = api => api.MapGroup("/x").HasApiVersion(1.0).RequireJwt().MapGet("", (HttpContext context) => Name(context)),
        ["parameter"] = api => api.MapGet("/x", (Token token) => "handler " + token.Identity).HasApiVersion(1.0),
        ["parameter in a group"] = api => api.MapGroup("/x").HasApiVersion(1.0).MapGet("", (Token token) => "handler " + token.Identity),
        ["attribute"] = api => api.MapGet("/x", [RequireJwt] (HttpContext context) => Name(context)).HasApiVersion(1.0),
        ["API"] = api =>
        {
            api.HasApiVersion(1.0).RequireJwt();
            api.MapGet("/x", (HttpContext context) => Name(context));
        },
        ["group of an optional API"] = api =>
        {
            api.OptionalJwt();
            api.MapGroup("/x").HasApiVersion(1.0).RequireJwt().MapGet("", (HttpContext context) => Name(context));
        },
        ["attribute of an optional API"] = api =>
        {
            api.OptionalJwt();
            api.MapGet("/x", [RequireJwt] (HttpContext context) => Name(context)).HasApiVersion(1.0);
        },
    };

    private static IEnumerable<string> MappingNames => Mappings.Keys;

    [TestCaseSource(nameof(MappingNames))]
    public async Task A_versioned_API_is_protected_wherever_the_call_is(string mapping)
    {
        await using var app = await StartAsync(routes => Mappings[mapping](routes.NewVersionedApi("test")));
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/x?api-version=1.0")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/x?api-version=1.0", "a.b.c")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await app.GetAsync("/x?api-version=1.0", token)).Should().BeOk("handler alice");
    }

    [TestCaseSource(nameof(MappingNames))]
    public async Task No_handler_runs_for_an_unknown_version(string mapping)
    {
        await using var app = await StartAsync(routes => Mappings[mapping](routes.NewVersionedApi("test")));

        foreach (var token in new[] { null, app.Jwt.CreateAccessToken("alice") })
        {
            foreach (var query in new[] { "", "?api-version=9.0", "?api-version=one", "?api-version=1.0&api-version=2.0" })
            {
                using var response = await app.GetAsync("/x" + query, token);

                response.StatusCode.Should().BeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
                (await response.Content.ReadAsStringAsync()).Should().NotContain("handler");
            }
        }
    }

    [Test]
    public async Task Versions_differ_in_what_they_require()
    {
        await using var app = await StartAsync(routes =>
        {
            var api = routes.NewVersionedApi("test");
            api.RequireJwt();
            api.MapGet("/x", () => "one").HasApiVersion(1.0).WithoutJwt();
            api.MapGet("/x", () => "two").HasApiVersion(2.0);
            api.MapGet("/x", () => "three").HasApiVersion(3.0).RequireJwt(jwt => jwt.Allow("ADMIN"));
            api.MapGet("/x", (Token? token) => token?.Identity ?? "stranger").HasApiVersion(4.0).OptionalJwt();
            api.MapGroup("/x").HasApiVersion(5.0).WithoutJwt().MapGet("", () => "five");
        });
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));

        (await app.GetAsync("/x?api-version=1.0")).Should().BeOk("one");
        (await app.GetAsync("/x?api-version=2.0")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/x?api-version=2.0", user)).Should().BeOk("two");
        (await app.GetAsync("/x?api-version=3.0", user)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/x?api-version=3.0", admin)).Should().BeOk("three");
        (await app.GetAsync("/x?api-version=4.0")).Should().BeOk("stranger");
        (await app.GetAsync("/x?api-version=4.0", user)).Should().BeOk("alice");
        (await app.GetAsync("/x?api-version=5.0")).Should().BeOk("five");
    }

    [Test]
    public async Task A_version_in_the_path_and_a_version_set_work_as_well()
    {
        await using var app = await StartAsync(
            routes =>
            {
                var versions = routes.NewApiVersionSet().HasApiVersion(new ApiVersion(1, 0)).Build();
                var group = routes.MapGroup("/v{version:apiVersion}").WithApiVersionSet(versions).RequireJwt();
                group.MapGet("/x", (Token token) => token.Identity);
            },
            static options => options.ApiVersionReader = new UrlSegmentApiVersionReader());
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/v1/x")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/v1/x", token)).Should().BeOk("alice");
        (await app.GetAsync("/v9/x", token)).Should().HaveStatusCode(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A_form_of_a_versioned_API_needs_no_antiforgery_token()
    {
        await using var app = await StartAsync(routes =>
        {
            var api = routes.NewVersionedApi("test");
            api.HasApiVersion(1.0).RequireJwt();
            api.MapPost("/form", ([FromForm] string text) => text);
            api.MapPost("/optional", ([FromForm] string text) => text).OptionalJwt();
        });
        var token = app.Jwt.CreateAccessToken("alice");

        async Task<HttpResponseMessage> PostAsync(string path, string? token, string site = "none") => await app.SendAsync(
            HttpMethod.Post,
            path + "?api-version=1.0",
            new FormUrlEncodedContent([new("text", "hello")]),
            [("Sec-Fetch-Site", site), .. token is null ? [] : new[] { ("Authorization", "Bearer " + token) }]);

        (await PostAsync("/form", null)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await PostAsync("/form", token)).Should().BeOk("hello");
        (await PostAsync("/form", token, "cross-site")).Should().BeOk("hello");
        (await PostAsync("/optional", token, "cross-site")).Should().HaveStatusCode(
            DotNet.ChecksFormsByOrigin ? HttpStatusCode.BadRequest : HttpStatusCode.InternalServerError);
    }

    private static string Name(HttpContext context) => "handler " + context.GetJwtToken()?.Identity;

    private static Task<TestApp> StartAsync(Action<WebApplication> routes, Action<ApiVersioningOptions>? configure = null) =>
        TestApp.StartAsync(
            routes, build: builder => builder.Services.AddApiVersioning(configure ?? (static _ => { })));
}
