using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Protection;

/// <summary>The status that stands when an endpoint is reached, as for an error page, and the one that the answer has.</summary>
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
}
