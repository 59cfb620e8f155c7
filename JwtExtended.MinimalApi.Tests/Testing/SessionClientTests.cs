using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Testing;

/// <summary>Clients that send the tokens of a session in headers.</summary>
public sealed class SessionClientTests
{
    [Test]
    public async Task A_client_goes_on_with_the_tokens_of_a_refresh()
    {
        await using var app = await TestedApp.StartAsync();
        using var alice = app.Services.CreateClientWith(await app.Jwt.StartSessionAsync("alice"));

        app.Time.Advance(TimeSpan.FromMinutes(16));
        using var expired = await alice.GetAsync("/me");
        using var first = await alice.PostAsync("/refresh", null);
        using var renewed = await alice.GetAsync("/me");
        app.Time.Advance(TimeSpan.FromMinutes(16));
        using var second = await alice.PostAsync("/refresh", null);
        using var again = await alice.GetAsync("/me");

        expired.Should().BeRefused(JwtErrorCode.TokenExpired);
        first.Should().BeOk();
        renewed.Should().BeOk("alice");
        second.Should().BeOk();
        again.Should().BeOk("alice");
    }

    [Test]
    public async Task A_logout_ends_the_session_of_one_client_alone()
    {
        await using var app = await TestedApp.StartAsync();
        using var phone = app.Services.CreateClientWith(await app.Jwt.StartSessionAsync("alice"));
        using var laptop = app.Services.CreateClientWith(await app.Jwt.StartSessionAsync("alice"));

        using var logout = await phone.PostAsync("/logout", null);
        using var ended = await phone.GetAsync("/me");
        using var refresh = await phone.PostAsync("/refresh", null);
        using var other = await laptop.GetAsync("/me");

        await logout.ShouldBeAcceptedAsync();
        ended.Should().BeRefused(JwtErrorCode.TokenRevoked);
        refresh.Should().BeRefused(JwtErrorCode.TokenRevoked);
        other.Should().BeOk("alice");
    }

    [Test]
    public async Task A_body_that_is_not_what_its_type_says_is_left_to_the_test()
    {
        await using var app = await TestedApp.StartAsync();
        using var alice = app.Services.CreateClientWith(app.Jwt.CreateTokenPair("alice"));

        using var response = await alice.GetAsync("/number");
        using var me = await alice.GetAsync("/me");

        response.Should().BeOk("not JSON");
        me.Should().BeOk("alice");
    }

    [Test]
    public async Task One_header_for_both_tokens_has_the_access_token()
    {
        await using var app = await TestedApp.StartAsync(cfg => cfg.RefreshHeaderName = cfg.HeaderName);
        using var alice = app.Services.CreateClientWith(app.Jwt.CreateTokenPair("alice"));

        using var me = await alice.GetAsync("/me");
        using var refresh = await alice.PostAsync("/refresh", null);

        me.Should().BeOk("alice");
        refresh.Should().BeRefused(JwtErrorCode.TokenType);
    }
}
