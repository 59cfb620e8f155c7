using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Code that reaches the response although the handler does not take it: no cache that others share keeps the page.</summary>
public sealed class CacheHeaderRestoreTests
{
    [TestCase("/plain")]
    [TestCase("/accessor")]
    [TestCase("/convention")]
    public async Task A_response_that_anything_made_public_is_still_told_apart_by_its_caller(string path)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/plain", (Token token) => token.Identity).RequireJwt();
                routes.MapGet("/accessor", MakePublic).RequireJwt();
                Wrap(routes.MapGet("/convention", (Token token) => token.Identity).RequireJwt());
            },
            cfg =>
            {
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
            },
            builder => builder.Services.AddHttpContextAccessor().AddResponseCaching(),
            app => app.UseResponseCaching());

        using var alice = await app.GetWithHeaderAsync(path, ("Cookie", BrowserClient.Access(app.Jwt.CreateAccessToken("alice"))));
        using var nobody = await app.GetAsync(path);
        using var bob = await app.GetAsync(path, app.Jwt.CreateAccessToken("bob"));

        alice.Should().BeOk("alice");
        alice.Headers.Vary.Should().Contain(["Authorization", "Cookie"]);
        nobody.Should().BeRefused(JwtErrorCode.TokenMissing);
        bob.Should().BeOk("bob");
    }

    [Test]
    public async Task A_convention_that_wraps_the_handler_of_an_app_without_accessor_is_noticed()
    {
        await using var app = await TestApp.StartAsync(
            routes => Wrap(routes.MapGet("/page", (Token token) => token.Identity).RequireJwt()));

        using var response = await app.GetAsync("/page", app.Jwt.CreateAccessToken("alice"));

        response.Headers.Vary.Should().Contain("Authorization");
    }

    [Test]
    public async Task A_file_of_an_endpoint_with_tokens_in_the_query_is_never_stored()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "secret.html"), "secret");
        await using var app = await TestApp.StartAsync(routes => routes.MapFallbackToFile("secret.html", new StaticFileOptions
        {
            FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(folder.Path),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public, max-age=600",
        }).RequireJwt(jwt => jwt.From(TokenLocation.Query)));

        using var file = await app.GetAsync("/some/page?jwt=" + app.Jwt.CreateAccessToken("alice"));
        using var nobody = await app.GetAsync("/some/page");

        file.Should().BeOk("secret");
        file.Headers.CacheControl!.ToString().Should().Be("no-store");
        nobody.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [TestCase("/error/without")]
    [TestCase("/error/origin")]
    [TestCase("/error/plain")]
    public async Task An_error_page_is_not_cached_as_a_success(string page)
    {
        var broken = true;
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/page", (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "public, max-age=60";
                    return broken ? Results.NotFound() : Results.Text("the page");
                });
                routes.MapGet("/error/without", (HttpContext context) => context.Response.WriteAsync("sorry")).WithoutJwt();
                routes.Map("/error/origin", (HttpContext context) => context.Response.WriteAsync("sorry")).RequireSameOrigin();
                routes.MapGet("/error/plain", (HttpContext context) => context.Response.WriteAsync("sorry"));
            },
            build: builder => builder.Services.AddResponseCaching(),
            pipeline: app => app.UseResponseCaching().UseStatusCodePagesWithReExecute(page));

        using var first = await app.GetAsync("/page");
        broken = false;
        using var second = await app.GetAsync("/page");

        ((int)first.StatusCode).Should().Be(404);
        second.Should().BeOk("the page");
    }

    private static string MakePublic(Token token)
    {
        // Static: it knows the request of the flow, as it does for any code that has one.
        SetPublic(new HttpContextAccessor().HttpContext!.Response);
        return token.Identity;
    }

    private static void SetPublic(HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=60";
        response.Headers.Vary = "Accept-Language";
    }

    private static void Wrap(RouteHandlerBuilder endpoint) => endpoint.Add(builder =>
    {
        var next = builder.RequestDelegate!;
        builder.RequestDelegate = context =>
        {
            SetPublic(context.Response);
            return next(context);
        };
    });
}
