using System.IO.Pipelines;
using System.Security.Claims;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Which handlers are known not to change headers. Every other one is assumed to.</summary>
public sealed class HandlerInspectionTests
{
    private static IEnumerable<TestCaseData> Handlers =>
    [
        Plain("text", () => "ok"),
        Plain("nothing", () => { }),
        Plain("a number", () => 7),
        Plain("an object", () => new Note("ok")),
        Plain("a task of text", () => Task.FromResult("ok")),
        Plain("a value task of an object", () => ValueTask.FromResult(new Note("ok"))),
        Plain("a task", () => Task.CompletedTask),
        Plain("a token", (Token token) => "ok"),
        Plain("an optional token", (Token? token) => "ok"),
        Plain("text and numbers", (string text, int number, double? half, bool flag) => "ok"),
        Plain("a member of an enumeration", (DayOfWeek day, DayOfWeek? other) => "ok"),
        Plain("ids and money", (Guid id, decimal amount) => "ok"),
        Plain("times", (DateTime a, DateTimeOffset b, DateOnly c, TimeOnly d, TimeSpan e) => "ok"),
        Plain("a cancellation", (CancellationToken cancellationToken) => "ok"),
        Plain("a static method", Handle),
        Able("the context", (HttpContext context) => "ok"),
        Able("the response", (HttpResponse response) => "ok"),
        Able("the request", (HttpRequest request) => "ok"),
        Able("the user", (ClaimsPrincipal user) => "ok"),
        Able("a service", (TimeProvider time) => "ok"),
        Able("the package's service", (JwtService jwt) => "ok"),
        Able("the body", (Stream body) => "ok"),
        Able("the pipe", (PipeReader body) => "ok"),
        Able("an object of the application", (Note note) => "ok"),
        Able("an array", (string[] texts) => "ok"),
        Able("a result", () => Results.Ok()),
        Able("a typed result", () => TypedResults.Ok("ok")),
        Able("a task of a result", Task<Ok<string>> () => Task.FromResult(TypedResults.Ok("ok"))),
        Able("an object of any type", object () => "ok"),
        Able("an interface", IEnumerable<int> () => [7]),
        Able("a method of an object", new Note("ok").Read),
        Able("a lambda with a captured variable", Capturing(new Note("ok"))),
    ];

    [TestCaseSource(nameof(Handlers))]
    public async Task A_handler_changes_no_headers_only_if_nothing_that_it_takes_or_returns_can(Delegate handler, bool canChangeHeaders)
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapPost("/it", handler).RequireJwt());

        HandlerInspection.CanChangeHeaders(EndpointOf(app)).Should().Be(canChangeHeaders);
    }

    [Test]
    public async Task A_filter_a_plain_delegate_and_a_parameter_alone_may_change_headers()
    {
        await using var filtered = await TestApp.StartAsync(
            routes => routes.MapPost("/it", () => "ok").AddEndpointFilter((context, next) => next(context)).RequireJwt());
        await using var plain = await TestApp.StartAsync(
            routes => routes.MapPost("/it", (RequestDelegate)(context => Task.CompletedTask)).RequireJwt());
        await using var parameter = await TestApp.StartAsync(routes => routes.MapPost("/it", (Token token) => "ok"));

        HandlerInspection.CanChangeHeaders(EndpointOf(filtered)).Should().BeTrue();
        HandlerInspection.CanChangeHeaders(EndpointOf(plain)).Should().BeTrue();
        HandlerInspection.CanChangeHeaders(EndpointOf(parameter)).Should().BeTrue("nothing says which filters it has");
    }

    [Test]
    public async Task Keeping_a_handler_with_a_token_out_of_the_output_cache_is_no_filter()
    {
        await using var token = await TestApp.StartAsync(routes => routes.MapPost("/it", (Token token) => "ok").RequireJwt());
        await using var filtered = await TestApp.StartAsync(
            routes => routes.MapPost("/it", (Token token) => "ok").AddEndpointFilter((context, next) => next(context)).RequireJwt());

        HandlerInspection.HasFilters(EndpointOf(token)).Should().BeFalse();
        HandlerInspection.HasFilters(EndpointOf(filtered)).Should().BeTrue();
    }

    private static string Handle() => "ok";

    private static Func<string> Capturing(Note note) => () => note.Text;

    private static Endpoint EndpointOf(TestApp app) => app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single();

    private static TestCaseData Plain(string name, Delegate handler) => new TestCaseData(handler, false).SetArgDisplayNames(name);

    private static TestCaseData Able(string name, Delegate handler) => new TestCaseData(handler, true).SetArgDisplayNames(name);

    internal sealed record Note(string Text)
    {
        public string Read() => Text;
    }
}
