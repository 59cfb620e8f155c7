using System.Reflection;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What is wired so that its protection, or its token, would not be what it says.</summary>
public sealed class EndpointWiringTests
{
    [TestCase("RequireSameOrigin")]
    [TestCase("RequireJwt")]
    public async Task A_dynamic_endpoint_cannot_be_protected(string call)
    {
        var start = () => StartWithFallbackAsync(endpoint =>
            _ = call == "RequireJwt" ? endpoint.RequireJwt() : endpoint.RequireSameOrigin());

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*is replaced by endpoints that are chosen*");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_dynamic_endpoint_that_is_open_is_left_as_it_is(bool saysSo)
    {
        await using var app = await StartWithFallbackAsync(endpoint =>
        {
            if (saysSo)
                endpoint.WithoutJwt();
        });

        (await app.GetAsync("/some/page")).Should().BeOk("home");
    }

    [Test]
    public async Task A_foreign_Token_in_a_protected_group_stops_the_start()
    {
        var start = () => TestApp.StartAsync(
            routes => routes.MapGroup("/api").RequireJwt().MapPost("/x", (Foreign.Token token) => token.ToString()));

        await start.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("Endpoint 'POST /api/x' takes a '*Foreign+Token'*call RequireJwt() on the endpoint itself if that is meant.");
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGroup("/api").RequireJwt().MapPost("/x", (Foreign.Token token) => "meant").RequireJwt());
        (await app.SendAsync(HttpMethod.Post, "/api/x?token=abc", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("meant");
    }

    [Test]
    public async Task A_Token_that_an_attribute_binds_from_somewhere_else_stops_the_start()
    {
        var body = () => TestApp.StartAsync(routes => routes.MapPost("/x", ([FromBody] Token? token) => token?.Identity));
        var service = () => TestApp.StartAsync(routes => routes.MapGet("/x", ([FromServices] Token token) => token.Identity).RequireJwt());

        await body.Should().ThrowAsync<InvalidOperationException>().WithMessage("Endpoint 'POST /x' binds its parameter 'token'*");
        await service.Should().ThrowAsync<InvalidOperationException>().WithMessage("Endpoint 'GET /x' binds its parameter 'token'*");
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/x", (Token token) => token.Identity).RequireJwt());
        (await app.GetAsync("/x", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    [TestCase(nameof(Attributed), true)]
    [TestCase(nameof(Plain), false)]
    public async Task An_attribute_on_the_handler_of_a_page_stops_the_start(string handler, bool stops)
    {
        var page = new CompiledPageActionDescriptor
        {
            HandlerMethods =
            [
                new HandlerMethodDescriptor
                {
                    MethodInfo = typeof(EndpointWiringTests).GetMethod(handler, BindingFlags.NonPublic | BindingFlags.Static)!,
                    Parameters = [],
                },
            ],
        };

        var start = async () =>
        {
            await using var app = await TestApp.StartAsync(routes => routes.MapGet("/page", () => "page").WithMetadata(page));
            (await app.GetAsync("/page")).Should().BeOk("page");
        };

        if (stops)
            await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*its handler 'Attributed'*Put it on the page model.");
        else
            await start.Should().NotThrowAsync();
    }

    [RequireJwt]
    private static void Attributed()
    {
    }

    private static void Plain()
    {
    }

    private static Task<TestApp> StartWithFallbackAsync(Action<IEndpointConventionBuilder> configure) => TestApp.StartAsync(
        routes =>
        {
            routes.MapControllers();
            configure(routes.MapFallbackToController(nameof(FallbackController.Index), "Fallback"));
        },
        build: builder =>
        {
            builder.Environment.ApplicationName = typeof(FallbackController).Assembly.GetName().Name!;
            builder.Services.AddControllers();
        });
}
