using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

public sealed class FreshnessExampleTests
{
    [Test]
    public async Task Only_the_token_of_a_login_changes_the_password()
    {
        await using var app = await ExampleProcess.StartAsync("Freshness");
        var login = await app.LoginAsync("alice");
        var stale = await app.PostForTokensAsync("/refresh", login.Refresh);

        using var changed = await app.PostAsync("/password", login.Access, new { password = "correct horse" });
        using var refused = await app.PostAsync("/password", stale.Access, new { password = "correct horse" });
        using var anonymous = await app.PostAsync("/password", body: new { password = "correct horse" });

        changed.Should().BeOk("The new password of alice has 13 characters.");
        refused.Should().BeRefused(JwtErrorCode.FreshRequired);
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task Fresh_and_stale_access_tokens_open_an_ordinary_route_and_a_refresh_token_does_not()
    {
        await using var app = await ExampleProcess.StartAsync("Freshness");
        var login = await app.LoginAsync("alice");
        var stale = await app.PostForTokensAsync("/refresh", login.Refresh);

        using var withFresh = await app.GetAsync("/me", login.Access);
        using var withStale = await app.GetAsync("/me", stale.Access);
        using var withRefresh = await app.GetAsync("/me", login.Refresh);

        withFresh.Should().BeOk("""{"identity":"alice","fresh":true}""");
        withStale.Should().BeOk("""{"identity":"alice","fresh":false}""");
        withRefresh.Should().BeRefused(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task Only_the_refresh_token_refreshes()
    {
        await using var app = await ExampleProcess.StartAsync("Freshness");
        var login = await app.LoginAsync("alice");

        using var refreshed = await app.PostAsync("/refresh", login.Refresh);
        using var refused = await app.PostAsync("/refresh", login.Access);

        refreshed.Should().BeOk();
        refused.Should().BeRefused(JwtErrorCode.TokenType);
    }
}
