using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Routing gets the endpoints of its own app, built once where that is possible, and no others.</summary>
public sealed class GuardedEndpointDataSourceTests : IAsyncDisposable
{
    private readonly TestService _service = new();
    private readonly WebApplication _app = TestApp.CreateBuilder().Build();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _service.DisposeAsync();
    }

    [TestCase("a", "a", true, Description = "the endpoints of an app alone")]
    [TestCase("a b", "a", false, Description = "one source of the app is known to its routing alone")]
    [TestCase("a", "a c", false, Description = "there is a branch")]
    [TestCase("a b", "a c", false, Description = "both")]
    public void The_endpoints_of_the_container_are_used_where_they_are_those_of_the_app(string own, string known, bool areShared)
    {
        var sources = "abc".ToDictionary(static name => name.ToString(), static name => new Source(name.ToString()));
        IEndpointRouteBuilder routes = _app;
        foreach (var name in own.Split(' '))
            routes.DataSources.Add(sources[name]);
        using var all = new CompositeEndpointDataSource(known.Split(' ').Select(name => sources[name]));

        var endpoints = Replace(routes, all);

        var routed = routes.DataSources.Should().ContainSingle().Which.Endpoints;
        string.Join(' ', routed.Select(static endpoint => endpoint.DisplayName)).Should().Be(own);
        all.Endpoints.Contains(routed[0]).Should().Be(areShared);
        endpoints.Select(static endpoint => endpoint.DisplayName).Should().BeEquivalentTo(own.Split(' ').Union(known.Split(' ')));
    }

    [Test]
    public void Routing_that_is_added_to_the_container_later_gets_its_endpoints_from_its_own_sources()
    {
        var source = new Source("a");
        var routes = new OtherRoutes();
        routes.DataSources.Add(source);
        using var all = new CompositeEndpointDataSource([source]);

        Replace(routes, all);

        all.Endpoints.Should().NotContain(routes.DataSources.Single().Endpoints[0]);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_branch_whose_endpoint_needs_a_guard_is_noted_for_the_middleware(bool needsGuard)
    {
        var guards = new LateGuards(_service.Services);
        using var all = new CompositeEndpointDataSource([new Source("branch", needsGuard ? [new RequireJwtAttribute()] : [])]);

        GuardedEndpointDataSource.Replace(_app, all, guards);

        guards.AreUsed.Should().Be(needsGuard);
    }

    [Test]
    public async Task Endpoints_of_a_branch_are_reached_in_the_branch_alone_and_those_of_the_app_are_known_to_the_container()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapGet("/known", static (HttpContext context, EndpointDataSource all) => $"{all.Endpoints.Count}"),
            pipeline: static app => app.Map("/branch", static branch => branch.UseRouting().UseEndpoints(
                static routes => routes.MapGet("/inner", static () => "inner"))));
        await using var alone = await TestApp.StartAsync(static routes => routes.MapGet(
            "/known", static (HttpContext context, EndpointDataSource all) => $"{all.Endpoints.Contains(context.GetEndpoint()!)}"));

        ((int)(await app.GetAsync("/inner")).StatusCode).Should().Be(404);
        (await app.GetAsync("/branch/inner")).Should().BeOk("inner");
        (await alone.GetAsync("/known")).Should().BeOk("True");
    }

    private IReadOnlyList<Endpoint> Replace(IEndpointRouteBuilder routes, EndpointDataSource all) =>
        GuardedEndpointDataSource.Replace(routes, all, new LateGuards(_service.Services));

    /// <summary>A source that builds its endpoint each time, as those of routing do.</summary>
    private sealed class Source(string name, params object[] metadata) : EndpointDataSource
    {
        public override IReadOnlyList<Endpoint> Endpoints =>
            [new(static _ => Task.CompletedTask, new EndpointMetadataCollection(metadata), name)];

        public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;
    }

    private sealed class OtherRoutes : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => throw new NotSupportedException();

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => throw new NotSupportedException();
    }
}
