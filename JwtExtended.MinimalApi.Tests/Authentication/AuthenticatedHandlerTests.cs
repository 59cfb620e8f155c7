using System.Net;
using System.Reflection;
using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>The last step of authentication is the application's: it refuses, or attaches its user.</summary>
public sealed class AuthenticatedHandlerTests
{
    [TestCase("/user")]
    [TestCase("/maybe")]
    [TestCase("/parameter-alone")]
    [TestCase("/action")]
    public async Task A_handler_takes_the_user_that_was_set(string path)
    {
        await using var app = await StartAsync();

        (await app.GetAsync(path, app.Jwt.CreateAccessToken("1"))).Should().BeOk("alice");
        using var anonymous = await app.GetAsync(path);
        if (path == "/maybe")
            anonymous.Should().BeOk("stranger");
        else
            anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [TestCase("2", JwtErrorCode.TokenRevoked)]
    [TestCase("3", JwtErrorCode.AccessDenied)]
    public async Task A_user_who_is_refused_gets_in_nowhere(string id, JwtErrorCode code)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken(id, "ADMIN");

        foreach (var path in new[] { "/user", "/maybe", "/parameter-alone", "/action", "/plain", "/policy" })
            (await app.GetAsync(path, token)).Should().BeRefused(code);
        (await app.GetAsync("/open", token)).Should().BeOk("open");
        (await app.SendAsync(HttpMethod.Post, "/refresh", app.Jwt.CreateTokenPair(id).RefreshToken)).Should().BeRefused(code);
        (await app.GetAsync("/plain", app.Jwt.CreateAccessToken("1", "ADMIN"))).Should().BeOk("1");
        (await app.GetAsync("/policy", app.Jwt.CreateAccessToken("1", "ADMIN"))).Should().BeOk("1");
    }

    [TestCase("ask", HttpStatusCode.InternalServerError)]
    [TestCase("1", HttpStatusCode.OK)]
    public async Task It_does_not_ask_for_the_user_that_it_decides_about(string id, HttpStatusCode status)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/x", (Token token) => token.Identity),
            static cfg => cfg.OnAuthenticated(async request =>
            {
                if (request.Token.Identity == "ask")
                    await request.HttpContext.AuthenticateAsync();
            }),
            static builder => builder.Services.AddJwtExtended());

        using var response = await app.GetAsync("/x", app.Jwt.CreateAccessToken(id)).WaitAsync(TimeSpan.FromSeconds(30));

        response.StatusCode.Should().Be(status);
        app.Logs.GetSnapshot().Select(static log => log.Exception?.Message)
            .Any(static message => message?.StartsWith("OnAuthenticated asks", StringComparison.Ordinal) == true).Should().Be(id == "ask");
    }

    [Test]
    public async Task A_user_who_is_refused_can_sign_out()
    {
        await using var app = await StartAsync();

        (await app.SendAsync(HttpMethod.Post, "/logout", app.Jwt.CreateTokenPair("2").RefreshToken)).StatusCode
            .Should().Be(HttpStatusCode.NoContent);
    }

    [Test]
    public async Task It_is_asked_once_a_request_and_never_for_a_token_that_is_refused()
    {
        var asked = new List<string>();
        await using var app = await StartAsync(asked);

        (await app.GetAsync("/plain", app.Jwt.CreateAccessToken("1", "ADMIN"))).Should().BeOk();
        (await app.GetAsync("/policy", app.Jwt.CreateAccessToken("1", "ADMIN"))).Should().BeOk();
        (await app.GetAsync("/plain", "a.b.c")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await app.GetAsync("/plain")).Should().BeRefused(JwtErrorCode.TokenMissing);
        var revoked = app.Jwt.CreateAccessToken("1");
        await app.Jwt.RevokeAllAsync("1");
        (await app.GetAsync("/plain", revoked)).Should().BeRefused(JwtErrorCode.TokenRevoked);

        asked.Should().Equal("1 /plain", "1 /policy");
    }

    [Test]
    public async Task A_user_of_another_type_or_none_is_an_error_and_so_is_an_exception()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/other-type", app.Jwt.CreateAccessToken("1"))).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await app.GetAsync("/user", app.Jwt.CreateAccessToken("4"))).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await app.GetAsync("/plain", app.Jwt.CreateAccessToken("4", "ADMIN"))).Should().BeOk("4");
        (await app.GetAsync("/plain", app.Jwt.CreateAccessToken("5"))).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Test]
    public async Task An_identity_is_read_as_a_number_or_a_guid()
    {
        await using var app = await StartAsync();
        var id = Guid.NewGuid();

        app.ReadToken(app.Jwt.CreateAccessToken("42")).GetIdentity<int>().Should().Be(42);
        app.ReadToken(app.Jwt.CreateAccessToken(id.ToString())).GetIdentity<Guid>().Should().Be(id);
        var alice = app.ReadToken(app.Jwt.CreateAccessToken("alice"));
        FluentActions.Invoking(alice.GetIdentity<int>).Should().Throw<FormatException>();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Long_names_of_claims_are_there_where_they_are_asked_for(bool maps)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/", (HttpContext context) => string.Join(' ',
                context.User.FindFirstValue(ClaimTypes.Email) ?? "-",
                string.Join('+', context.User.FindAll(ClaimTypes.Role).Select(static claim => claim.Value)),
                context.User.FindFirstValue("email"),
                context.User.FindFirstValue(ClaimTypes.NameIdentifier),
                context.User.IsInRole("B"))).RequireJwt(),
            cfg => cfg.MapInboundClaims = maps);

        var token = app.Jwt.CreateAccessToken(
            "alice", new TokenDescriptor { Roles = ["A", "B"], Claims = new() { ["email"] = "alice@example.org" } });

        (await app.GetAsync("/", token)).Should().BeOk(
            maps ? "alice@example.org A+B alice@example.org alice True" : "-  alice@example.org alice True");
    }

    [Test]
    public void A_principal_becomes_a_descriptor()
    {
        var identity = new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, "7"), new(ClaimTypes.Name, "alice"), new(ClaimTypes.Email, "alice@example.org"),
            new(ClaimTypes.Role, "ADMIN"), new(ClaimTypes.Role, "EDITOR"), new("scope", "a b"), new("team", "x"), new("team", "y"),
            new("AspNet.Identity.SecurityStamp", "secret"), new("amr", "pwd"), new("exp", "1"), new("sub", "8"), new("csrf", "c"),
        ], "Identity.Application");

        var descriptor = TokenDescriptor.From(new ClaimsPrincipal(identity));

        descriptor.Roles.Should().Equal("ADMIN", "EDITOR");
        descriptor.Scopes.Should().Equal("a", "b");
        descriptor.Claims!.ToJsonString().Should().Be("""{"name":"alice","email":"alice@example.org","team":["x","y"]}""");
        TokenDescriptor.From(new ClaimsPrincipal(new ClaimsIdentity())).Should().Be(new TokenDescriptor());
    }

    private static Task<TestApp> StartAsync(List<string>? asked = null) => TestApp.StartAsync(
        app =>
        {
            app.MapGet("/user", (CurrentUser<Account> user) => user.Value.Name).RequireJwt();
            app.MapGet("/maybe", (CurrentUser<Account>? user) => user?.Value.Name ?? "stranger").OptionalJwt();
            app.MapGet("/parameter-alone", (CurrentUser<Account> user) => user.Value.Name);
            app.MapGet("/other-type", (CurrentUser<object> user) => user.Value.ToString()).RequireJwt();
            app.MapGet("/plain", (Token token) => token.Identity).RequireJwt();
            app.MapGet("/policy", (ClaimsPrincipal user) => user.Identity!.Name)
                .RequireAuthorization(policy => policy.RequireRole("ADMIN"));
            app.MapGet("/open", () => "open");
            app.MapJwtRefresh();
            app.MapJwtLogout();
            app.MapControllers();
        },
        cfg => cfg.OnAuthenticated(context =>
        {
            asked?.Add($"{context.Token.Identity} {context.HttpContext.Request.Path}");
            switch (context.Token.Identity)
            {
                case "1":
                    context.SetUser(new Account("alice"));
                    break;
                case "2":
                    context.Refuse();
                    break;
                case "3":
                    context.Refuse(JwtErrorCode.AccessDenied);
                    break;
                case "5":
                    throw new InvalidOperationException("The database is gone.");
            }

            return default;
        }),
        builder =>
        {
            builder.Environment.ApplicationName = typeof(AuthenticatedHandlerTests).Assembly.GetName().Name!;
            builder.Services.AddJwtExtended();
            builder.Services.AddControllers()
                .ConfigureApplicationPartManager(static parts => parts.FeatureProviders.Add(new NestedControllers()));
        });

    public sealed record Account(string Name);

    [ApiController]
    public sealed class UserController : ControllerBase
    {
        [HttpGet("/action")]
        public ActionResult<string> Get(CurrentUser<Account> user) => Ok(user.Value.Name);
    }

    private sealed class NestedControllers : ControllerFeatureProvider
    {
        protected override bool IsController(TypeInfo typeInfo) => typeInfo == typeof(UserController);
    }
}
