using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

public sealed class RefreshExampleTests
{
    [Test]
    public async Task A_login_returns_a_pair_with_the_names_of_RFC_6749()
    {
        await using var app = await ExampleProcess.StartAsync("Refresh");

        using var response = await app.PostAsync("/login", body: new { username = "alice" });

        response.Should().BeOk();
        var pair = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        pair.EnumerateObject().Select(member => member.Name).Should().Equal("access_token", "token_type", "expires_in", "refresh_token");
        pair.GetProperty("token_type").GetString().Should().Be("Bearer");
        pair.GetProperty("expires_in").GetInt32().Should().Be(300);
    }

    [Test]
    public async Task A_refresh_token_makes_an_access_token_of_the_same_session_and_an_access_token_does_not()
    {
        await using var app = await ExampleProcess.StartAsync("Refresh");
        var login = await app.LoginAsync("alice");

        var next = await app.PostForTokensAsync("/refresh", login.Refresh);
        using var before = await app.GetAsync("/protected", login.Access);
        using var after = await app.GetAsync("/protected", next.Access);
        using var refused = await app.PostAsync("/refresh", login.Access);
        using var anonymous = await app.PostAsync("/refresh");

        next.Access.Should().NotBe(login.Access);
        var identity = await before.Content.ReadAsStringAsync();
        identity.Should().StartWith("""{"identity":"alice","role":"READER","sessionId":""");
        after.Should().BeOk(identity);
        refused.Should().BeRefused(JwtErrorCode.TokenType);
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_refresh_token_is_refused_as_an_access_token()
    {
        await using var app = await ExampleProcess.StartAsync("Refresh");
        var login = await app.LoginAsync("alice");

        using var withAccess = await app.GetAsync("/protected", login.Access);
        using var withRefresh = await app.GetAsync("/protected", login.Refresh);

        withAccess.Should().BeOk();
        withRefresh.Should().BeRefused(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task The_header_of_its_own_carries_the_refresh_token_beside_an_access_token_and_nothing_else()
    {
        await using var app = await ExampleProcess.StartAsync("Refresh");
        var login = await app.LoginAsync("alice");

        using var both = await RefreshAsync(app, login.Access, login.Refresh!);
        using var swapped = await RefreshAsync(app, login.Refresh!, login.Access);

        both.Should().BeOk();
        swapped.Should().BeRefused(JwtErrorCode.TokenType);
    }

    private static async Task<HttpResponseMessage> RefreshAsync(ExampleProcess app, string authorization, string refreshHeader)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/refresh");
        request.Headers.Add("Authorization", $"Bearer {authorization}");
        request.Headers.Add("X-Refresh-Token", $"Bearer {refreshHeader}");
        return await app.Client.SendAsync(request);
    }
}
