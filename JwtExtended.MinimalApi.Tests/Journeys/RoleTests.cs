using Microsoft.AspNetCore.TestHost;

namespace JwtExtended.MinimalApi.Tests.Journeys;

// The code of docs/testing.md, which a test compares.
public sealed class RoleTests
{
    private string _role = "READER";

    [Test]
    public async Task A_new_role_counts_after_the_next_refresh()
    {
        await using var app = await StartAsync();
        var jwt = Jwt.For(app.Services);
        using var alice = app.Services.CreateClientWith(await jwt.StartSessionAsync("alice", new TokenDescriptor { Role = _role }));

        _role = "ADMIN";
        using var before = await alice.GetAsync("/admin");
        using var refresh = await alice.PostAsync("/refresh", null);
        using var after = await alice.GetAsync("/admin");

        await before.ShouldBeRefusedAsync(JwtErrorCode.AccessDenied);
        await refresh.ShouldBeAcceptedAsync();
        await after.ShouldBeAcceptedAsync();
    }

    [Test]
    public async Task Only_administrators_are_let_in()
    {
        await using var app = await StartAsync();
        using var reader = app.Services.CreateClientAs("alice", new TokenDescriptor { Role = "READER" });
        using var admin = app.Services.CreateClientAs("alice", new TokenDescriptor { Role = "ADMIN" });

        using var refused = await reader.GetAsync("/admin");
        using var accepted = await admin.GetAsync("/admin");

        await refused.ShouldBeRefusedAsync(JwtErrorCode.AccessDenied);
        await accepted.ShouldBeAcceptedAsync();
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer().UseJwtTestKey();
        var app = builder.Build();
        Jwt.Initialize(app, cfg => cfg.OnRefresh(_ => ValueTask.FromResult<TokenDescriptor?>(new TokenDescriptor { Role = _role })));
        app.MapJwtRefresh();
        app.MapGet("/admin", () => "welcome").RequireJwt(jwt => jwt.Allow("ADMIN"));
        await app.StartAsync();
        return app;
    }
}
