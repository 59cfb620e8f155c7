using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>A second endpoint in the same request has its own outcome.</summary>
public sealed class ReexecutionTests
{
    [Test]
    public async Task The_outcome_of_one_endpoint_does_not_count_for_an_open_error_page()
    {
        await using var app = await StartAsync("/error/open");

        using var gone = await app.GetAsync("/gone", app.Jwt.CreateAccessToken("alice", "USER"));

        (await gone.Content.ReadAsStringAsync()).Should().Be("token: none, place: none");
    }

    [Test]
    public async Task A_protected_error_page_authenticates_for_itself()
    {
        await using var app = await StartAsync("/error/admin");

        using var user = await app.GetAsync("/gone", app.Jwt.CreateAccessToken("bob", "USER"));
        using var admin = await app.GetAsync("/gone", app.Jwt.CreateAccessToken("alice", "ADMIN"));
        using var anonymous = await app.GetAsync("/open");

        user.Should().BeRefused(JwtErrorCode.AccessDenied);
        (await admin.Content.ReadAsStringAsync()).Should().Be("alice");
        ((int)admin.StatusCode).Should().Be(404);
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task An_error_page_after_a_failed_binding_is_not_run_with_half_of_its_arguments()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/gone", () => Results.NotFound());
                routes.MapGet("/error", (Token? token, int page) => $"page {page}");
            },
            pipeline: app => app.UseStatusCodePagesWithReExecute("/error", "?page=x"));

        using var gone = await app.GetAsync("/gone");

        ((int)gone.StatusCode).Should().Be(400);
        (await gone.Content.ReadAsStringAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task An_error_page_is_written_with_the_status_of_the_error(
        [Values("result", "later", "direct", "writes")] string page, [Values] bool cached)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var pages = routes.MapGroup("/").OptionalJwt();
                pages.MapGet("/gone", () => Results.NotFound());
                pages.Map("/error/result", () => Results.Json(new { }, statusCode: null));
                pages.Map("/error/later", async () =>
                {
                    await Task.Yield();
                    return Results.Json(new { }, statusCode: null);
                });
                pages.Map("/error/direct", (RequestDelegate)(context => context.Response.WriteAsync("{}")));
                pages.Map("/error/writes", async (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "public, max-age=60";
                    await context.Response.WriteAsync("{}");
                });
            },
            build: builder => builder.Services.AddResponseCaching(),
            pipeline: app =>
            {
                if (cached)
                    app.UseResponseCaching();
                app.UseStatusCodePagesWithReExecute("/error/" + page);
            });

        using var gone = await app.GetAsync("/gone");
        using var again = await app.GetAsync("/gone");

        (await gone.Content.ReadAsStringAsync()).Should().Be("{}");
        ((int)gone.StatusCode, (int)again.StatusCode).Should().Be((404, 404));
    }

    [Test]
    public async Task A_problem_of_an_exception_page_says_500()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/broken", string () => throw new InvalidOperationException("broken"));
                routes.Map("/error", (Token? token) => Results.Problem());
            },
            pipeline: app => app.UseExceptionHandler("/error"));

        using var broken = await app.GetAsync("/broken");

        ((int)broken.StatusCode).Should().Be(500);
        (await broken.Content.ReadAsStringAsync()).Should().Contain("\"status\":500");
    }

    [Test]
    public async Task A_refusal_has_a_body_and_is_not_replaced_by_a_status_code_page()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/me", () => "ok").RequireJwt();
                routes.MapGet("/error", () => "error page");
            },
            pipeline: app => app.UseStatusCodePagesWithReExecute("/error"));

        using var refused = await app.GetAsync("/me");

        refused.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    private static Task<TestApp> StartAsync(string errorPage) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/gone", () => Results.NotFound()).RequireJwt();
            routes.MapGet("/open", () => Results.NotFound());
            routes.MapGet(
                "/error/open",
                (HttpContext context) =>
                    $"token: {context.GetJwtToken()?.Identity ?? "none"}, place: {context.GetJwtLocation()?.ToString() ?? "none"}");
            routes.MapGet("/error/admin", (Token token) => token.Identity).RequireJwt(jwt => jwt.Allow("ADMIN"));
        },
        pipeline: app => app.UseStatusCodePagesWithReExecute(errorPage));
}
