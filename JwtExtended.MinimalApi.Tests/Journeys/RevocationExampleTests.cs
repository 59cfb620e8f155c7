using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

public sealed class RevocationExampleTests
{
    [Test]
    public async Task A_logout_ends_the_presented_token_and_no_other()
    {
        await using var app = await ExampleProcess.StartAsync("Revocation");
        var phone = await app.LoginAsync("alice");
        var laptop = await app.LoginAsync("alice");

        using var before = await app.GetAsync("/protected", phone.Access);
        using var logout = await app.PostAsync("/logout", phone.Access);
        using var after = await app.GetAsync("/protected", phone.Access);
        using var other = await app.GetAsync("/protected", laptop.Access);

        before.Should().BeOk("Hello alice");
        logout.Should().BeOk();
        after.Should().BeRefused(JwtErrorCode.TokenRevoked);
        other.Should().BeOk("Hello alice");
    }

    [Test]
    public async Task A_logout_with_the_refresh_token_ends_the_session_and_no_other()
    {
        await using var app = await ExampleProcess.StartAsync("Revocation");
        var phone = await app.LoginAsync("alice");
        var laptop = await app.LoginAsync("alice");

        using var logout = await app.PostAsync("/logout", phone.Refresh);
        using var again = await app.PostAsync("/logout", phone.Refresh);
        using var access = await app.GetAsync("/protected", phone.Access);
        using var other = await app.GetAsync("/protected", laptop.Access);

        logout.Should().BeOk();
        again.Should().BeRefused(JwtErrorCode.TokenRevoked);
        access.Should().BeRefused(JwtErrorCode.TokenRevoked);
        other.Should().BeOk("Hello alice");
    }

    [Test]
    public async Task A_logout_everywhere_ends_what_the_identity_had_and_nothing_of_others()
    {
        await using var app = await ExampleProcess.StartAsync("Revocation");
        var phone = await app.LoginAsync("alice");
        var laptop = await app.LoginAsync("alice");
        var bob = await app.LoginAsync("bob");

        using var logout = await app.PostAsync("/logout/all", phone.Access);
        using var onPhone = await app.GetAsync("/protected", phone.Access);
        using var onLaptop = await app.GetAsync("/protected", laptop.Access);
        using var other = await app.GetAsync("/protected", bob.Access);

        logout.Should().BeOk();
        onPhone.Should().BeRefused(JwtErrorCode.TokenRevoked);
        onLaptop.Should().BeRefused(JwtErrorCode.TokenRevoked);
        other.Should().BeOk("Hello bob");
    }

    [Test]
    public async Task A_login_after_a_logout_everywhere_is_accepted()
    {
        await using var app = await ExampleProcess.StartAsync("Revocation");
        var before = await app.LoginAsync("alice");
        using var logout = await app.PostAsync("/logout/all", before.Access);

        var after = await app.LoginAsync("alice");
        using var withOld = await app.GetAsync("/protected", before.Access);
        using var withNew = await app.GetAsync("/protected", after.Access);

        withOld.Should().BeRefused(JwtErrorCode.TokenRevoked);
        withNew.Should().BeOk("Hello alice");
    }

    [Test]
    public async Task A_logout_without_a_suitable_token_ends_nothing()
    {
        await using var app = await ExampleProcess.StartAsync("Revocation");
        var alice = await app.LoginAsync("alice");

        using var logout = await app.PostAsync("/logout");
        using var logoutAll = await app.PostAsync("/logout/all");
        using var withRefresh = await app.PostAsync("/logout/all", alice.Refresh);
        using var still = await app.GetAsync("/protected", alice.Access);

        logout.Should().BeRefused(JwtErrorCode.TokenMissing);
        logoutAll.Should().BeRefused(JwtErrorCode.TokenMissing);
        withRefresh.Should().BeRefused(JwtErrorCode.TokenType);
        still.Should().BeOk("Hello alice");
    }
}
