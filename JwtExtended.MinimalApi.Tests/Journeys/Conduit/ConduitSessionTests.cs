using System.Collections.Concurrent;

namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>What a change of the password or the address does to the tokens of the user.</summary>
public sealed class ConduitSessionTests
{
    private const string Revoked = "The token has been revoked.";

    [Test]
    public async Task A_change_of_password_ends_the_other_tokens_of_the_user()
    {
        var (user, other) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var (phone, laptop) = (await user.LoginAsync(), await user.LoginAsync());

        var change = await phone.PutAsync("/user", new { user = new { password = "a new password" } });

        var changed = change.ShouldBeUser();
        (await laptop.GetAsync("/user")).ShouldBeRefused(Revoked);
        (await user.Api.GetAsync("/user")).ShouldBeRefused(Revoked);
        (await laptop.GetAsync($"/profiles/{user.Name}")).ShouldBeRefused(Revoked);
        (await phone.GetAsync("/user")).ShouldBeUser().Text("token").Should().Be(changed.Text("token"));
        (await other.Api.GetAsync("/user")).ShouldBeUser();
        (await ConduitServer.Api.LoginAsync(user.Email, user.Password)).ShouldBeRefused("email or password is invalid");
        var login = (await ConduitServer.Api.LoginAsync(user.Email, "a new password")).ShouldBeUser();
        (await user.Api.With(login.Text("token")).GetAsync("/user")).ShouldBeUser();
    }

    [Test]
    public async Task A_change_of_address_ends_the_other_tokens_of_the_user()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var phone = await user.LoginAsync();

        var change = await phone.PutAsync("/user", new { user = new { email = $"new-{user.Email}" } });

        change.ShouldBeUser().Text("email").Should().Be($"new-{user.Email}");
        (await user.Api.GetAsync("/user")).ShouldBeRefused(Revoked);
        (await phone.GetAsync("/user")).ShouldBeUser();
        (await ConduitServer.Api.LoginAsync(user.Email, user.Password)).ShouldBeRefused("email or password is invalid");
        (await ConduitServer.Api.LoginAsync($"new-{user.Email}", user.Password)).ShouldBeUser();
    }

    [Test]
    public async Task Another_change_leaves_all_tokens_as_they_are()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var phone = await user.LoginAsync();

        var name = await phone.PutAsync("/user", new { user = new { username = ConduitUser.NewName(), bio = "new" } });
        var address = await phone.PutAsync("/user", new { user = new { email = user.Email.ToUpperInvariant() } });
        var refused = await phone.PutAsync("/user", new { user = new { password = "short" } });

        name.ShouldBeUser();
        address.ShouldBeUser();
        refused.ShouldFail(422);
        (await user.Api.GetAsync("/user")).ShouldBeUser();
        (await phone.GetAsync("/user")).ShouldBeUser();
    }

    [Test]
    public async Task Of_simultaneous_changes_of_password_the_one_that_lasts_was_confirmed()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var devices = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => user.LoginAsync()));

        var replies = await Task.WhenAll(devices.Select(
            (device, number) => device.PutAsync("/user", new { user = new { password = $"new password {number}" } })));

        replies.Should().OnlyContain(reply => reply.Status == 200 || reply.Status == 401 || reply.Status == 422);
        replies.Should().Contain(reply => reply.Status != 200, "a request that began before a change does not undo it");
        var logins = new List<ConduitReply>();
        for (var number = 0; number < devices.Length; number++)
            logins.Add(await ConduitServer.Api.LoginAsync(user.Email, $"new password {number}"));
        var lasting = logins.FindIndex(login => login.Status == 200);
        logins.Should().ContainSingle(login => login.Status == 200);
        replies[lasting].ShouldBeUser();
    }

    [Test]
    public async Task No_login_with_the_old_password_outlives_its_change()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var tokens = new ConcurrentBag<string?>();
        async Task LoginWhileAcceptedAsync()
        {
            while (await ConduitServer.Api.LoginAsync(user.Email, user.Password) is { Status: 200 } login)
                tokens.Add(login.Member("user").GetProperty("token").GetString());
        }

        var logins = Enumerable.Range(0, 4).Select(_ => LoginWhileAcceptedAsync()).ToArray();
        while (tokens.IsEmpty)
            await Task.Yield();
        (await user.Api.PutAsync("/user", new { user = new { password = "a new password" } })).ShouldBeUser();
        await Task.WhenAll(logins);

        foreach (var token in tokens)
            (await user.Api.With(token).GetAsync("/user")).ShouldBeRefused(Revoked);
        (await user.Api.GetAsync("/user")).ShouldBeUser();
    }
}
