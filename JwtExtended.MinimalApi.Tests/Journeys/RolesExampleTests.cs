using System.Net;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

public sealed class RolesExampleTests
{
    [Test]
    public async Task The_group_requires_a_scope_and_denies_a_role_on_every_endpoint()
    {
        await using var app = await ExampleProcess.StartAsync("Roles");

        using var reader = await app.GetAsync("/reports", await TokenOfAsync(app, "carol"));
        using var withoutScope = await app.GetAsync("/reports", await TokenOfAsync(app, "dave"));
        using var suspended = await app.GetAsync("/reports", await TokenOfAsync(app, "mallory"));
        using var anonymous = await app.GetAsync("/reports");

        reader.Should().BeOk("carol reads the reports.");
        withoutScope.Should().BeRefused(JwtErrorCode.AccessDenied);
        suspended.Should().BeRefused(JwtErrorCode.AccessDenied);
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task Writing_needs_a_second_scope_which_the_challenge_names()
    {
        await using var app = await ExampleProcess.StartAsync("Roles");

        using var editor = await app.PostAsync("/reports", await TokenOfAsync(app, "bob"));
        using var reader = await app.PostAsync("/reports", await TokenOfAsync(app, "carol"));

        editor.Should().BeOk("bob writes a report.");
        reader.Should().BeRefused(JwtErrorCode.AccessDenied);
        reader.Headers.WwwAuthenticate.Single().Parameter.Should().Contain("scope=\"reports:read reports:write\"");
    }

    [Test]
    public async Task Deleting_needs_an_allowed_role_and_none_that_the_group_denies()
    {
        await using var app = await ExampleProcess.StartAsync("Roles");

        using var admin = await app.SendAsync(HttpMethod.Delete, "/reports/7", await TokenOfAsync(app, "alice"));
        using var editor = await app.SendAsync(HttpMethod.Delete, "/reports/7", await TokenOfAsync(app, "bob"));
        using var suspendedAdmin = await app.SendAsync(HttpMethod.Delete, "/reports/7", await TokenOfAsync(app, "mallory"));

        admin.Should().BeOk("alice deletes report 7.");
        editor.Should().BeRefused(JwtErrorCode.AccessDenied);
        suspendedAdmin.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [Test]
    public async Task One_endpoint_of_the_protected_group_is_open_and_its_neighbour_is_not()
    {
        await using var app = await ExampleProcess.StartAsync("Roles");

        using var open = await app.GetAsync("/reports/formats");
        using var neighbour = await app.GetAsync("/reports");

        open.Should().BeOk("pdf, csv");
        neighbour.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_user_cannot_choose_a_role_at_sign_in()
    {
        await using var app = await ExampleProcess.StartAsync("Roles");

        using var unknown = await app.PostAsync("/login", body: new { username = "eve", role = "ADMIN" });
        var carol = await app.PostForTokensAsync("/login", body: new { username = "carol", role = "ADMIN" });
        using var reads = await app.GetAsync("/reports", carol.Access);
        using var deletes = await app.SendAsync(HttpMethod.Delete, "/reports/7", carol.Access);

        unknown.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        reads.Should().BeOk();
        deletes.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    private static async Task<string> TokenOfAsync(ExampleProcess app, string username) => (await app.LoginAsync(username)).Access;
}
