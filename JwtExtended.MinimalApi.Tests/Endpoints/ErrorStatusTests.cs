using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The status that is set when an endpoint is reached, as for an error page, and the status of the response.</summary>
public sealed class ErrorStatusTests
{
    [Test]
    public async Task Error_pages_of_both_sides_of_400_keep_their_status([Values(200, 399, 400, 503)] int status)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/page", (HttpContext context) => "page").OptionalJwt(),
            pipeline: app => app.Use((context, next) =>
            {
                context.Response.StatusCode = status;
                return next(context);
            }));

        using var response = await app.GetAsync("/page");

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().Be("page");
    }

    [Test]
    public async Task A_handler_of_an_error_page_may_set_a_status_of_its_own()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/page", () => Results.StatusCode(202)).OptionalJwt(),
            pipeline: app => app.Use((context, next) =>
            {
                context.Response.StatusCode = 404;
                return next(context);
            }));

        using var response = await app.GetAsync("/page");

        ((int)response.StatusCode).Should().Be(202);
    }

    [Test]
    public async Task A_result_is_written_with_the_status_of_the_current_error()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/page", () => new StatusText()).OptionalJwt(),
            pipeline: app => app.Use((context, next) =>
            {
                context.Response.StatusCode = 404;
                return next(context);
            }));

        using var response = await app.GetAsync("/page");

        (await response.Content.ReadAsStringAsync()).Should().Be("404");
    }

    [Test]
    public async Task An_error_that_has_started_is_left_as_it_is()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/page", (RequestDelegate)(context => context.Response.WriteAsync("page"))).WithoutJwt(),
            pipeline: app => app.Use(async (context, next) =>
            {
                context.Response.StatusCode = 404;
                await context.Response.WriteAsync("error ");
                await next(context);
            }));

        using var response = await app.GetAsync("/page");

        ((int)response.StatusCode).Should().Be(404);
        (await response.Content.ReadAsStringAsync())
            .Should().Be("error ", "ASP.NET Core runs no handler after filters while the status is an error");
    }

    private sealed class StatusText : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => httpContext.Response.WriteAsync($"{httpContext.Response.StatusCode}");
    }
}
