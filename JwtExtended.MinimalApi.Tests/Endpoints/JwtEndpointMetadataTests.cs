using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What endpoints say of themselves to those who read it.</summary>
public sealed class JwtEndpointMetadataTests
{
    private static readonly JwtErrorCode[] OfEveryToken =
    [
        JwtErrorCode.TokenMalformed, JwtErrorCode.TokenInvalid, JwtErrorCode.TokenType, JwtErrorCode.TokenExpired,
        JwtErrorCode.TokenRevoked,
    ];

    [Test]
    public async Task It_says_what_all_calls_from_group_to_endpoint_require_together()
    {
        await using var app = await TestApp.StartAsync(routes => routes
            .MapGroup("/reports").RequireJwt(jwt => jwt.Scope("read").Allow("A", "B"))
            .MapGet("/it", () => "it").RequireJwt(jwt => jwt.Scope("write").Fresh(TimeSpan.FromMinutes(5)).From(TokenLocation.Query)));

        var metadata = MetadataOf(app, "/reports/it")!;

        metadata.IsRequired.Should().BeTrue();
        metadata.Scopes.Should().Equal("read", "write");
        metadata.Roles.Should().Equal("A", "B");
        metadata.TokenTypes.Should().Equal(TokenType.Access);
        metadata.Locations.Should().Equal(TokenLocation.Query);
        (metadata.RequiresFresh, metadata.MaxAge).Should().Be((true, TimeSpan.FromMinutes(5)));
        metadata.Errors.Select(static error => error.Code).Should().Equal(
            [
                JwtErrorCode.TokenMissing, JwtErrorCode.RequestAmbiguous, .. OfEveryToken,
                JwtErrorCode.FreshRequired, JwtErrorCode.AccessDenied, JwtErrorCode.StoreUnavailable,
            ]);
    }

    [Test]
    public async Task It_says_that_a_token_is_optional_and_nothing_where_none_is_asked_for()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/optional", () => "it").OptionalJwt();
            routes.MapGet("/parameter", (Token? token) => token?.Identity ?? "nobody");
            routes.MapGet("/open", () => "it");
            routes.MapGroup("/group").RequireJwt().MapGet("/open", () => "it").WithoutJwt();
            routes.MapPost("/origin", () => "it").RequireSameOrigin();
        });

        MetadataOf(app, "/optional")!.IsRequired.Should().BeFalse();
        MetadataOf(app, "/optional")!.Errors.Should().NotContain(static error => error.Code == JwtErrorCode.TokenMissing);
        MetadataOf(app, "/parameter")!.IsRequired.Should().BeFalse();
        MetadataOf(app, "/open").Should().BeNull();
        MetadataOf(app, "/group/open").Should().BeNull();
        MetadataOf(app, "/origin").Should().BeNull();
    }

    [Test]
    public async Task A_parameter_alone_describes_its_endpoint_with_the_responses()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", (Token token) => token.Identity));

        var described = DirectRequest.EndpointOf(app, "/me").Metadata;

        described.GetMetadata<JwtEndpointMetadata>()!.IsRequired.Should().BeTrue();
        described.OfType<IProducesResponseTypeMetadata>().Select(static response => response.StatusCode)
            .Should().BeEquivalentTo([200, 401, 403]);
    }

    [Test]
    public async Task An_endpoint_carries_one_description_however_many_calls_there_are()
    {
        await using var app = await TestApp.StartAsync(routes =>
            routes.MapGroup("").RequireJwt().MapGroup("").RequireJwt().MapGet("/me", (Token token) => token.Identity).RequireJwt()
                .RequireFreshJwt().RequireJwt());

        DirectRequest.EndpointOf(app, "/me").Metadata.OfType<JwtEndpointMetadata>()
            .Should().ContainSingle().Which.RequiresFresh.Should().BeTrue();
    }

    [Test]
    public async Task Attributes_and_controllers_are_described_as_they_are_enforced()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/attribute", [RequireJwt(Scope = ["read"])] () => "it");
                routes.MapControllers().RequireJwt(jwt => jwt.Allow("ADMIN"));
            },
            build: static builder =>
            {
                builder.Environment.ApplicationName = typeof(TestController).Assembly.GetName().Name!;
                builder.Services.AddControllers();
            });

        var endpoints = app.App.GetJwtEndpoints();

        MetadataIn(endpoints, "/attribute")!.Scopes.Should().Equal("read");
        MetadataIn(endpoints, "controller")!.Roles.Should().Equal("ADMIN");
        (await app.GetAsync("/attribute")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/controller", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [Test]
    public async Task Endpoints_are_listed_before_the_start_as_well()
    {
        await using var app = TestApp.CreateBuilder().Build();
        Jwt.Initialize(app);
        app.MapGet("/me", () => "it").RequireJwt();
        app.MapGet("/open", () => "it");

        var endpoints = app.GetJwtEndpoints();

        endpoints.Select(static item => item.Metadata?.IsRequired).Should().Equal(true, null);
    }

    [Test]
    public async Task Removing_the_description_opens_nothing_and_adding_it_protects_nothing()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            var closed = routes.MapGet("/closed", () => "it").RequireJwt();
            closed.Finally(static endpoint => endpoint.Metadata.Remove(endpoint.Metadata.OfType<JwtEndpointMetadata>().Single()));
            routes.MapGet("/open", () => "it").WithMetadata(new JwtEndpointMetadata { IsRequired = true });
        });

        DirectRequest.EndpointOf(app, "/closed").Metadata.GetMetadata<JwtEndpointMetadata>().Should().BeNull();
        (await app.GetAsync("/closed")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/closed", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("it");
        (await app.GetAsync("/open")).Should().BeOk("it");
    }

    [Test]
    public async Task The_endpoints_of_the_package_say_which_types_and_locations_they_take()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapJwtRefresh();
                routes.MapJwtLogout();
                routes.MapJwtTicket();
            },
            static cfg =>
            {
                foreach (var location in (ReadOnlySpan<TokenLocation>)[TokenLocation.Header, TokenLocation.Cookie, TokenLocation.Query])
                    cfg.Locations.Add(location);
            });

        var (refresh, logout, ticket) = (MetadataOf(app, "/refresh")!, MetadataOf(app, "/logout")!, MetadataOf(app, "/ticket")!);

        refresh.TokenTypes.Should().Equal(TokenType.Refresh);
        refresh.Locations.Should().Equal(TokenLocation.Header, TokenLocation.Cookie, TokenLocation.Form);
        refresh.Errors.Select(static error => error.Code).Should().Contain(
            [JwtErrorCode.RefreshReused, JwtErrorCode.CsrfMissing, JwtErrorCode.CsrfMismatch, JwtErrorCode.StoreUnavailable]);
        logout.TokenTypes.Should().Equal(TokenType.Access, TokenType.Refresh);
        ticket.Locations.Should().Equal(TokenLocation.Header, TokenLocation.Cookie);
        ticket.Errors.Select(static error => error.Code).Should().Contain(JwtErrorCode.RequestInvalid);
    }

    [TestCase(HttpStatusCode.UnprocessableEntity, true)]
    [TestCase(HttpStatusCode.BadRequest, false)]
    public async Task Errors_have_the_status_and_the_body_that_the_application_responds_with(HttpStatusCode malformed, bool legacy)
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", () => "it").RequireJwt(), cfg =>
        {
            if (legacy)
                cfg.UseLegacyErrors();
            cfg.OnError(JwtErrorCode.AccessDenied, static _ => Results.Text("no"));
        });

        var metadata = DirectRequest.EndpointOf(app, "/me").Metadata;
        var types = metadata.OfType<IProducesResponseTypeMetadata>()
            .ToDictionary(static response => response.StatusCode, static response => response.Type);

        metadata.GetMetadata<JwtEndpointMetadata>()!.Errors.Single(static error => error.Code == JwtErrorCode.HeaderMalformed)
            .StatusCode.Should().Be((int)malformed);
        (types[401] == typeof(ProblemDetails)).Should().Be(!legacy);
        types[403].Should().Be(typeof(void), "the application writes it");
    }

    [Test]
    public async Task The_method_that_describes_an_endpoint_of_the_package_is_not_taken_for_its_handler()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapJwtRefresh(),
            static cfg => cfg.OnRefresh(static context =>
            {
                context.HttpContext!.Response.Headers.Remove("Cache-Control");
                context.HttpContext.Response.Headers.Remove("Vary");
                return ValueTask.FromResult<TokenDescriptor?>(new TokenDescriptor());
            }));
        var login = await app.Jwt.StartSessionAsync("alice");

        using var response = await app.SendAsync(HttpMethod.Post, "/refresh", login.RefreshToken);

        response.IsSuccessStatusCode.Should().BeTrue();
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.Vary.Should().Contain("Authorization");
    }

    private static JwtEndpointMetadata? MetadataOf(TestApp app, string path)
    {
        var metadata = DirectRequest.EndpointOf(app, path).Metadata.GetMetadata<JwtEndpointMetadata>();
        MetadataIn(app.App.GetJwtEndpoints(), path).Should().BeEquivalentTo(metadata);
        return metadata;
    }

    private static JwtEndpointMetadata? MetadataIn(
        IEnumerable<(Endpoint Endpoint, JwtEndpointMetadata? Metadata)> endpoints, string path) =>
        endpoints.Single(item => ((RouteEndpoint)item.Endpoint).RoutePattern.RawText == path).Metadata;
}
