using System.Net;
using System.Reflection;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Attributes protect controllers, hubs and handlers as calls do, and no AllowAnonymous opens what they protect.</summary>
public sealed class AttributeTests
{
    private static readonly Dictionary<string, Action<WebApplication>> Mappings = new()
    {
        ["alone"] = app => app.MapControllers(),
        ["beside an open call"] = app => app.MapControllers().WithoutJwt(),
        ["beside an optional call"] = app => app.MapControllers().OptionalJwt(),
        ["beside a call"] = app => app.MapControllers().RequireJwt(),
        ["in an anonymous group"] = app => app.MapGroup("").AllowAnonymous().MapControllers(),
        ["with AllowAnonymous on all"] = app => app.MapControllers().AllowAnonymous(),
        ["in a group"] = app => app.MapGroup("").RequireJwt().MapControllers(),
    };

    private static readonly Dictionary<string, Action<WebApplication>> Pipelines = new()
    {
        ["UseRouting behind"] = app => app.UseRouting(),
        ["UsePathBase behind"] = app => app.UsePathBase("/base"),
        ["UseStatusCodePages behind"] = app => app.UseStatusCodePagesWithReExecute("/none"),
        ["UseExceptionHandler behind"] = app => app.UseExceptionHandler("/none"),
    };

    private static IEnumerable<string> MappingNames => Mappings.Keys;

    private static IEnumerable<string> PipelineNames => Pipelines.Keys;

    [TestCaseSource(nameof(MappingNames))]
    public async Task Attributes_of_controllers_and_actions_decide(string mapping)
    {
        await using var app = await StartAsync(Mappings[mapping]);
        var alice = app.Jwt.CreateAccessToken("alice");
        var admin = app.Jwt.CreateAccessToken("ada", new TokenDescriptor { Role = "ADMIN", Scopes = ["reports:read"] });
        var guest = app.Jwt.CreateAccessToken("gus", "GUEST");
        var fresh = app.Jwt.CreateAccessToken("alice", fresh: true);

        (await app.GetAsync("/attributed/plain")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/attributed/plain", "a.b.c")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await app.GetAsync("/attributed/plain", alice)).Should().BeOk("alice");
        (await app.GetAsync("/attributed/admin", alice)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/attributed/admin", admin)).Should().BeOk("ada");
        (await app.GetAsync("/attributed/not-guest?name=n", guest)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/attributed/not-guest?name=n", alice)).Should().BeOk("n alice");
        (await app.SendAsync(HttpMethod.Post, "/attributed/fresh", alice)).Should().BeRefused(JwtErrorCode.FreshRequired);
        (await app.SendAsync(HttpMethod.Post, "/attributed/fresh", fresh)).Should().BeOk("alice");
        (await app.GetAsync("/attributed/optional")).Should().BeOk("stranger");
        (await app.GetAsync("/attributed/optional", alice)).Should().BeOk("alice");
        (await app.GetAsync("/attributed/optional", "a.b.c")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await app.GetAsync("/attributed/open")).Should().BeOk("open");
        (await app.GetAsync("/attributed/open", "a.b.c")).Should().BeOk("open");
    }

    [TestCaseSource(nameof(PipelineNames))]
    public async Task Attributes_decide_wherever_the_pipeline_routes(string pipeline)
    {
        await using var app = await StartAsync(routes =>
        {
            Pipelines[pipeline](routes);
            routes.MapControllers();
            routes.MapHub<AttributedHub>("/hub");
            routes.MapGet("/handler", [RequireJwt] () => "handler");
            routes.MapGet("/short", [RequireJwt] () => "short").ShortCircuit();
        });

        await ShouldProtectAsync(app, "");
        if (pipeline == "UsePathBase behind")
            await ShouldProtectAsync(app, "/base");
    }

    [Test]
    public async Task Attributes_protect_hubs_handlers_and_short_circuits()
    {
        await using var app = await StartAsync(routes =>
        {
            var group = routes.MapGroup("").AllowAnonymous();
            group.MapControllers();
            group.MapHub<AttributedHub>("/hub");
            group.MapGet("/handler", [RequireJwt] () => "handler");
            group.MapGet("/short", [RequireJwt] () => "short").ShortCircuit();
        });

        await ShouldProtectAsync(app, "");
    }

    [Test]
    public async Task An_endpoint_that_a_middleware_or_a_dynamic_route_selects_is_protected()
    {
        await using var app = await StartAsync(routes =>
        {
            routes.Use((context, next) =>
            {
                if (context.Request.Path == "/set")
                {
                    var endpoints = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints;
                    context.SetEndpoint(endpoints.Single(static endpoint => endpoint.DisplayName?.Contains("/handler") == true));
                }

                return next(context);
            });
            routes.MapGet("/handler", [RequireJwt] () => "handler");
            routes.MapControllers();
            routes.MapFallbackToController(nameof(AttributedController.Plain), "Attributed");
        });
        var alice = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/set")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/set", alice)).Should().BeOk("handler");
        (await app.GetAsync("/anywhere")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/anywhere", alice)).Should().BeOk("alice");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task In_a_branch_with_routing_of_its_own_an_attribute_needs_a_call(bool calls)
    {
        static void Branch(IApplicationBuilder branch, bool calls)
        {
            branch.UseRouting();
            branch.UseEndpoints(endpoints =>
            {
                var handler = endpoints.MapGet("/handler", [RequireJwt] () => "handler");
                if (calls)
                    handler.RequireJwt();
            });
        }

        // In front of Initialize, whose middleware no request of the branch reaches.
        var start = () => StartAsync(_ => { }, pipeline: app => app.Map("/branch", branch => Branch(branch, calls)));
        if (!calls)
        {
            await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("Endpoint 'GET /handler' is protected, but*");
            return;
        }

        await using var app = await start();
        (await app.GetAsync("/branch/handler")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/branch/handler", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("handler");
    }

    [Test]
    public async Task Without_Initialize_nothing_passes_a_controller_that_an_attribute_protects()
    {
        var builder = TestApp.CreateBuilder();
        AddControllers(builder);
        await using var app = builder.Build();
        app.MapControllers();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        (await client.GetAsync("/attributed/plain")).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await client.GetAsync("/attributed/optional")).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await client.GetAsync("/controller")).StatusCode.Should().Be(HttpStatusCode.OK);
        app.Services.GetFakeLogCollector().GetSnapshot().Should().Contain(record => record.Message.Contains("Call Jwt.Initialize(app)"));
    }

    [Test]
    public async Task A_token_parameter_alone_protects_an_action()
    {
        await using var app = await StartAsync(routes => routes.MapControllers());
        var alice = app.Jwt.CreateAccessToken("alice");

        (await app.SendAsync(HttpMethod.Post, "/taking/token")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.SendAsync(HttpMethod.Post, "/taking/token?token=x&Identity=mallory", alice)).Should().BeOk("alice");
        (await app.SendAsync(HttpMethod.Post, "/taking/maybe")).Should().BeOk("stranger");
        (await app.SendAsync(HttpMethod.Post, "/taking/maybe", alice)).Should().BeOk("alice");
        (await app.SendAsync(HttpMethod.Post, "/taking/maybe", "a.b.c")).Should().BeRefused(JwtErrorCode.TokenMalformed);
    }

    [Test]
    public async Task A_nullable_parameter_does_not_open_an_action_beside_a_call_that_requires()
    {
        await using var app = await StartAsync(routes => routes.MapControllers().RequireJwt());

        (await app.SendAsync(HttpMethod.Post, "/taking/maybe")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.SendAsync(HttpMethod.Post, "/taking/maybe", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    [Test]
    public async Task The_nearest_of_a_call_and_an_attribute_decides_whether_a_token_is_required()
    {
        await using var app = await StartAsync(routes =>
        {
            routes.MapGet("/call", [OptionalJwt] (HttpContext context) => context.GetJwtToken()?.Identity ?? "stranger").RequireJwt();
            routes.MapGroup("").RequireJwt().MapGet("/group", [OptionalJwt] (Token? token) => token?.Identity ?? "stranger");
            routes.MapGroup("").WithoutJwt().MapGet("/open-group", [RequireJwt(Allow = ["ADMIN"])] () => "admin");
        });

        (await app.GetAsync("/call")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/group")).Should().BeOk("stranger");
        (await app.GetAsync("/open-group")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/open-group", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/open-group", app.Jwt.CreateAccessToken("ada", "ADMIN"))).Should().BeOk("admin");
    }

    [TestCase("/derived/plain", "ADMIN")]
    [TestCase("/derived/override", "ADMIN")]
    [TestCase("/derived/both", "ADMIN")]
    [TestCase("/derived/both-swapped", "ADMIN")]
    [TestCase("/derived/maybe", "ADMIN")]
    [TestCase("/derived/hub", "ADMIN")]
    [TestCase("/lambda", null)]
    public async Task No_weaker_attribute_of_a_base_class_a_member_or_a_filter_opens_what_another_protects(string path, string? role)
    {
        await using var app = await StartAsync(
            routes =>
            {
                routes.MapControllers().RequireJwt();
                routes.MapHub<DerivedHub>("/derived/hub");
                routes.MapGet("/lambda", [WithoutJwt, RequireJwt] () => "lambda");
            },
            builder => builder.Services.AddControllers(static options => options.Filters.Add(new OptionalJwtAttribute()))
                .ConfigureApplicationPartManager(static parts => parts.FeatureProviders.Add(new WithoutTakingController())));
        var (method, suffix) = path == "/derived/hub" ? (HttpMethod.Post, "/negotiate?negotiateVersion=1") : (HttpMethod.Get, "");

        (await app.SendAsync(method, path + suffix)).Should().BeRefused(JwtErrorCode.TokenMissing);
        if (role is not null)
            (await app.SendAsync(method, path + suffix, app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.SendAsync(method, path + suffix, app.Jwt.CreateAccessToken("ada", role))).Should().BeOk();
    }

    [Test]
    public async Task An_action_opens_itself_beside_a_global_filter_that_requires()
    {
        await using var app = await StartAsync(
            routes => routes.MapControllers(),
            builder => builder.Services.AddControllers(static options => options.Filters.Add(new RequireJwtAttribute())));

        (await app.GetAsync("/attributed/open")).Should().BeOk("open");
        (await app.GetAsync("/derived/open")).Should().BeOk("open");
        (await app.GetAsync("/controller")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/controller", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    [Test]
    public async Task Restrictions_of_base_classes_are_combined()
    {
        await using var app = await StartAsync(routes => routes.MapControllers());

        (await app.GetAsync("/derived/plain", app.Jwt.CreateAccessToken("gus", "GUEST"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        var both = app.Jwt.CreateAccessToken("eve", new TokenDescriptor { Roles = ["ADMIN", "SUSPENDED"] });
        (await app.GetAsync("/derived/plain", both)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/derived/plain", app.Jwt.CreateAccessToken("ada", "ADMIN"))).Should().BeOk("plain");
    }

    [Test]
    public async Task A_response_keeps_its_headers_behind_a_filter()
    {
        await using var app = await StartAsync(routes => routes.MapGet("/x", [RequireJwt] () => "x").AddEndpointFilter(async (call, next) =>
        {
            var result = await next(call);
            call.HttpContext.Response.Headers.CacheControl = default;
            return result;
        }));

        (await app.GetAsync("/x", app.Jwt.CreateAccessToken("alice"))).Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Test]
    public async Task AllowAnonymous_on_the_same_handler_stops_the_start_and_the_cure_opens_it()
    {
        var start = () => StartAsync(routes => routes.MapGet("/x", [RequireJwt, AllowAnonymous] () => "x"));

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AllowAnonymous()*WithoutJwt()*");
        await using var app = await StartAsync(routes => routes.MapGet("/x", [RequireJwt, AllowAnonymous] () => "x").WithoutJwt());
        (await app.GetAsync("/x")).Should().BeOk("x");
    }

    [Test]
    public async Task A_fallback_policy_leaves_what_an_attribute_protects_alone()
    {
        await using var app = await StartAsync(
            routes => routes.MapControllers(),
            build: builder =>
            {
                builder.Services.AddJwtExtended();
                builder.Services.AddAuthorizationBuilder()
                    .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireClaim("none").Build());
            });

        (await app.GetAsync("/attributed/plain", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
        (await app.GetAsync("/attributed/plain")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.SendAsync(HttpMethod.Post, "/taking/token", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
        (await app.GetAsync("/controller", app.Jwt.CreateAccessToken("alice"))).Should().HaveStatusCode(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task The_attribute_of_a_handler_decides_over_those_of_its_group()
    {
        await using var app = await StartAsync(routes =>
        {
            var group = routes.MapGroup("/group").WithMetadata(new RequireJwtAttribute());
            group.MapGet("/open", [WithoutJwt] () => "open");
            group.MapGet("/optional", [OptionalJwt] (Token? token) => token?.Identity ?? "nobody");
            group.MapGet("/closed", () => "closed");
        });

        (await app.GetAsync("/group/open")).Should().BeOk("open");
        (await app.GetAsync("/group/optional")).Should().BeOk("nobody");
        (await app.GetAsync("/group/closed")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/group/closed", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("closed");
    }

    [Test]
    public async Task A_call_on_a_connection_handler_is_nearer_than_the_attribute_of_its_class()
    {
        await using var app = await StartAsync(
            routes =>
            {
                routes.MapConnectionHandler<OptionalConnection>("/optional");
                routes.MapConnectionHandler<OptionalConnection>("/required").RequireJwt();
                routes.MapConnectionHandler<OpenConnection>("/admin").RequireJwt(static jwt => jwt.Allow("ADMIN"));
            },
            build: static builder => builder.Services.AddConnections());
        const string negotiate = "/negotiate?negotiateVersion=1";
        var admin = app.Jwt.CreateAccessToken("ada", "ADMIN");

        (await app.SendAsync(HttpMethod.Post, "/optional" + negotiate)).Should().BeOk();
        foreach (var path in new[] { "/required", "/admin" })
        {
            (await app.SendAsync(HttpMethod.Post, path + negotiate)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.SendAsync(HttpMethod.Post, path + negotiate, admin)).Should().BeOk();
        }
    }

    [Test]
    public void An_age_must_be_positive()
    {
        FluentActions.Invoking(() => new RequireFreshJwtAttribute { MaxAgeSeconds = 0 }).Should().Throw<ArgumentOutOfRangeException>();
        new RequireFreshJwtAttribute { MaxAgeSeconds = 1 }.MaxAgeSeconds.Should().Be(1);
        new RequireFreshJwtAttribute().MaxAgeSeconds.Should().Be(0);
    }

    [Test]
    public async Task An_empty_list_of_roles_stops_the_start()
    {
        var start = () => StartAsync(routes => routes.MapGet("/x", [RequireJwt(Allow = [])] () => "x"));

        await start.Should().ThrowAsync<ArgumentException>().WithMessage("Specify at least one value*");
    }

    private static async Task ShouldProtectAsync(TestApp app, string pathBase)
    {
        var alice = app.Jwt.CreateAccessToken("alice");
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "/attributed/plain"), (HttpMethod.Post, "/hub/negotiate?negotiateVersion=1"), (HttpMethod.Get, "/handler"),
            (HttpMethod.Get, "/short"),
        })
        {
            using var anonymous = await app.SendAsync(method, pathBase + path);
            using var right = await app.SendAsync(method, pathBase + path, alice);
            anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
            right.Should().BeOk();
        }
    }

    private static Task<TestApp> StartAsync(
        Action<WebApplication> routes, Action<WebApplicationBuilder>? build = null, Action<WebApplication>? pipeline = null) =>
        TestApp.StartAsync(
            routes,
            build: builder =>
            {
                AddControllers(builder);
                build?.Invoke(builder);
            },
            pipeline: pipeline);

    private static void AddControllers(WebApplicationBuilder builder)
    {
        builder.Environment.ApplicationName = typeof(AttributedController).Assembly.GetName().Name!;
        builder.Services.AddSignalR();
        builder.Services.AddControllers()
            .ConfigureApplicationPartManager(static parts => parts.FeatureProviders.Add(new NestedControllers()));
    }

    [RequireJwt]
    private sealed class AttributedHub : Hub;

    [OptionalJwt]
    private abstract class BaseHub : Hub;

    [RequireJwt(Allow = ["ADMIN"])]
    private sealed class DerivedHub : BaseHub;

    [WithoutJwt]
    [RequireJwt(Allow = ["ADMIN"])]
    public abstract class BaseController : ControllerBase
    {
        [HttpGet("override")]
        [WithoutJwt]
        public virtual ActionResult<string> Override() => Ok("base");
    }

    /// <summary>A controller that is stricter than its base class.</summary>
    [ApiController]
    [Route("derived")]
    [RequireJwt(Deny = ["SUSPENDED"])]
    public sealed class DerivedController : BaseController
    {
        [HttpGet("plain")]
        public ActionResult<string> Plain() => Ok("plain");

        [HttpGet("override")]
        [RequireJwt]
        public override ActionResult<string> Override() => Ok("override");

        [HttpGet("both")]
        [RequireJwt, WithoutJwt]
        public ActionResult<string> Both() => Ok("both");

        [HttpGet("both-swapped")]
        [WithoutJwt, RequireJwt]
        public ActionResult<string> BothSwapped() => Ok("both");

        [HttpGet("maybe")]
        public ActionResult<string> Maybe(Token? token) => Ok(token?.Identity ?? "stranger");

        [HttpGet("open")]
        [WithoutJwt]
        public ActionResult<string> Open() => Ok("open");
    }

    /// <summary>A controller that attributes protect.</summary>
    [ApiController]
    [Route("attributed")]
    [RequireJwt]
    public sealed class AttributedController : ControllerBase
    {
        [HttpGet("plain")]
        public ActionResult<string> Plain() => Ok(HttpContext.GetJwtToken()!.Identity);

        [HttpGet("admin")]
        [RequireJwt(Allow = ["ADMIN"], Scope = ["reports:read"])]
        public ActionResult<string> Admin(Token token) => Ok(token.Identity);

        [HttpGet("not-guest")]
        [RequireJwt(Deny = ["GUEST"])]
        public ActionResult<string> NotGuest([FromQuery] string name, Token token) => Ok($"{name} {token.Identity}");

        [HttpPost("fresh")]
        [RequireFreshJwt(MaxAgeSeconds = 300)]
        public ActionResult<string> Fresh(Token token) => Ok(token.Identity);

        [HttpGet("optional")]
        [OptionalJwt]
        public ActionResult<string> Optional(Token? token) => Ok(token?.Identity ?? "stranger");

        [HttpGet("open")]
        [WithoutJwt]
        public ActionResult<string> Open() => Ok(HttpContext.GetJwtToken()?.Identity ?? "open");
    }

    /// <summary>A controller whose actions take the token, and say nothing else.</summary>
    [ApiController]
    [Route("taking")]
    public sealed class TakingController : ControllerBase
    {
        [HttpPost("token")]
        public ActionResult<string> Take(Token token) => Ok(token.Identity);

        [HttpPost("maybe")]
        public ActionResult<string> TakeMaybe(Token? token) => Ok(token?.Identity ?? "stranger");
    }

    private sealed class WithoutTakingController : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature) =>
            feature.Controllers.Remove(typeof(TakingController).GetTypeInfo());
    }

    /// <summary>Finds the controllers of these tests, which no other test maps.</summary>
    private sealed class NestedControllers : ControllerFeatureProvider
    {
        protected override bool IsController(TypeInfo typeInfo) =>
            typeInfo.DeclaringType == typeof(AttributeTests) && typeInfo.IsAssignableTo(typeof(ControllerBase));
    }

    [OptionalJwt]
    private sealed class OptionalConnection : ConnectionHandler
    {
        public override Task OnConnectedAsync(ConnectionContext connection) => Task.CompletedTask;
    }

    [WithoutJwt]
    private sealed class OpenConnection : ConnectionHandler
    {
        public override Task OnConnectedAsync(ConnectionContext connection) => Task.CompletedTask;
    }
}
