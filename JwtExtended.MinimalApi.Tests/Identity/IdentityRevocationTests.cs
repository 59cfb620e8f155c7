using System.Net;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Identity;

/// <summary>What ends a session ends it for the endpoints of ASP.NET Core Identity, for policies and for requirements.</summary>
public sealed class IdentityRevocationTests
{
    private const string NewPassword = "Correct-horse-2";

    private static readonly string[] Everywhere = ["/me", "/profile", "/reports", "/entries", "/account/manage/info"];

    [Test]
    public async Task A_reset_of_the_password_ends_the_sessions_of_the_user_at_once()
    {
        await using var app = await IdentityApp.StartAsync();
        var (alice, bob) = (await app.JoinAsync("alice@example.com"), await app.JoinAsync("bob@example.com"));
        alice = await app.RefreshAsync(alice);

        using var confirmed = await app.GetAsync(app.Mailbox.ConfirmationLinkOf("alice@example.com"));
        using var forgotten = await app.PostAsync("/account/forgotPassword", body: new { email = "alice@example.com" });
        var resetCode = app.Mailbox.ResetCodeOf("alice@example.com");
        using var reset = await app.PostAsync(
            "/account/resetPassword", body: new { email = "alice@example.com", resetCode, newPassword = NewPassword });

        new[] { confirmed, forgotten, reset }.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.OK);
        (await app.GetAsync("/me", alice.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/account/manage/info", alice.Access, new { newEmail = "mallory@example.com" })).Should()
            .BeRefused(JwtErrorCode.TokenRevoked, "whoever has stolen the password must not take the account with it");
        (await app.PostAsync("/refresh", alice.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/refresh", bob.Refresh)).Should().BeOk();
        await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync("alice@example.com"), "Failed");
        var again = await app.SignInAsync("alice@example.com", NewPassword);
        (await app.GetAsync("/me", (await app.RefreshAsync(again)).Access)).Should().BeOk("alice@example.com");
    }

    [Test]
    public async Task The_address_of_another_user_cannot_be_taken()
    {
        await using var app = await IdentityApp.StartAsync();
        await app.JoinAsync("alice@example.com");
        var confirmation = app.Mailbox.ConfirmationLinkOf("alice@example.com");
        var mallory = await app.JoinAsync("mallory@example.com");

        using var change = await app.PostAsync("/account/manage/info", mallory.Access, new { newEmail = "alice@example.com" });
        var link = app.Mailbox.ConfirmationLinkOf("alice@example.com");
        using var taken = await app.GetAsync(link);

        link.Should().NotBe(confirmation);
        taken.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        await app.SignInAsync("alice@example.com");
        await app.SignInAsync("mallory@example.com");
        (await app.GetAsync(confirmation)).Should().BeOk();
    }

    [Test]
    public async Task A_confirmed_address_ends_no_session()
    {
        await using var app = await IdentityApp.StartAsync();
        var alice = await app.JoinAsync("alice@example.com");

        using var confirmed = await app.GetAsync(app.Mailbox.ConfirmationLinkOf("alice@example.com"));

        confirmed.Should().BeOk();
        await app.RefreshAsync(alice);
    }

    [Test]
    public async Task A_password_that_is_changed_at_the_endpoint_of_Identity_ends_the_sessions_at_once()
    {
        await using var app = await IdentityApp.StartAsync();
        var (phone, bob) = (await app.JoinAsync("alice@example.com"), await app.JoinAsync("bob@example.com"));
        var laptop = await app.SignInAsync("alice@example.com");

        using var change = await app.PostAsync(
            "/account/manage/info", phone.Access, new { oldPassword = IdentityApp.Password, newPassword = NewPassword });

        change.Should().BeOk();
        (await app.GetAsync("/me", laptop.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/refresh", phone.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/refresh", laptop.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/refresh", bob.Refresh)).Should().BeOk();
    }

    [Test]
    public async Task An_address_that_is_changed_and_confirmed_ends_the_sessions_at_once()
    {
        await using var app = await IdentityApp.StartAsync();
        var alice = await app.JoinAsync("alice@example.com");

        using var change = await app.PostAsync("/account/manage/info", alice.Access, new { newEmail = "alicia@example.com" });
        alice = await app.RefreshAsync(alice);
        using var confirmed = await app.GetAsync(app.Mailbox.ConfirmationLinkOf("alicia@example.com"));

        new[] { change, confirmed }.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.OK);
        (await app.GetAsync("/me", alice.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/refresh", alice.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        await app.RefreshAsync(await app.SignInAsync("alicia@example.com"));
    }

    [Test]
    public async Task A_suspended_user_is_refused_at_once_and_can_sign_in_behind_the_suspension()
    {
        await using var app = await IdentityApp.StartAsync();
        var (alice, bob) = (await app.JoinAsync("alice@example.com", "ADMIN"), await app.JoinAsync("bob@example.com", "ADMIN"));

        await app.ChangeAsync("alice@example.com", (users, user) => users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue));
        await app.RevokeAllAsync("alice@example.com");

        foreach (var path in Everywhere)
        {
            (await app.GetAsync(path, alice.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked, path);
            (await app.GetAsync(path, bob.Access)).Should().BeOk(because: path);
        }

        (await app.PostAsync("/refresh", alice.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync("alice@example.com"), "LockedOut");
        await app.ChangeAsync("alice@example.com", (users, user) => users.SetLockoutEndDateAsync(user, null));
        await app.RefreshAsync(await app.SignInAsync("alice@example.com"));
    }

    [Test]
    public async Task A_deleted_user_is_refused_at_once()
    {
        await using var app = await IdentityApp.StartAsync();
        var (alice, bob) = (await app.JoinAsync("alice@example.com", "ADMIN"), await app.JoinAsync("bob@example.com", "ADMIN"));
        (await app.GetAsync("/me", alice.Access)).Should().BeOk();

        await app.ChangeAsync("alice@example.com", (users, user) => users.DeleteAsync(user));

        foreach (var path in Everywhere)
        {
            (await app.GetAsync(path, alice.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked, path);
            (await app.GetAsync(path, bob.Access)).Should().BeOk(because: path);
        }

        (await app.PostAsync("/refresh", alice.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync("alice@example.com"), "Failed");
    }

    [Test]
    public async Task A_revoked_token_is_refused_everywhere_and_that_of_another_session_is_not()
    {
        await using var app = await IdentityApp.StartAsync();
        var phone = await app.JoinAsync("alice@example.com", "ADMIN");
        var laptop = await app.SignInAsync("alice@example.com");

        using var logout = await app.PostAsync("/logout", phone.Access);

        logout.StatusCode.Should().Be(HttpStatusCode.NoContent);
        foreach (var path in Everywhere)
        {
            (await app.GetAsync(path, phone.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked, path);
            (await app.GetAsync(path, laptop.Access)).Should().BeOk(because: path);
        }

        (await app.PostAsync("/account/manage/2fa", phone.Access, new { })).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/account/manage/2fa", laptop.Access, new { })).Should().BeOk();
    }

    [Test]
    public async Task A_change_of_the_password_ends_all_sessions_at_once_and_needs_the_old_one()
    {
        await using var app = await IdentityApp.StartAsync();
        var (phone, bob) = (await app.JoinAsync("alice@example.com", "ADMIN"), await app.JoinAsync("bob@example.com"));
        var laptop = await app.SignInAsync("alice@example.com");

        using var wrong = await app.PostAsync(
            "/password", phone.Access, new { oldPassword = "Wrong-horse-1", newPassword = NewPassword });
        (await app.GetAsync("/me", laptop.Access)).Should().BeOk();
        using var change = await app.PostAsync(
            "/password", phone.Access, new { oldPassword = IdentityApp.Password, newPassword = NewPassword });

        wrong.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        change.StatusCode.Should().Be(HttpStatusCode.NoContent);
        foreach (var device in new[] { phone, laptop })
        {
            foreach (var path in Everywhere)
                (await app.GetAsync(path, device.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked, path);
            (await app.PostAsync("/refresh", device.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        }

        (await app.GetAsync("/me", bob.Access)).Should().BeOk();
        (await app.GetAsync("/me", (await app.SignInAsync("alice@example.com", NewPassword)).Access)).Should().BeOk();
    }

    [TestCase("/password")]
    [TestCase("/account/manage/2fa")]
    [TestCase("/account/manage/info")]
    public async Task What_changes_an_account_needs_a_fresh_token(string path)
    {
        await using var app = await IdentityApp.StartAsync();
        var alice = await app.JoinAsync("alice@example.com");
        var later = await app.RefreshAsync(alice);
        var body = new { oldPassword = IdentityApp.Password, newPassword = NewPassword };

        (await app.PostAsync(path, later.Access, body)).Should().BeRefused(JwtErrorCode.FreshRequired);
        (await app.PostAsync(path, body: body)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.PostAsync(path, alice.Access, body)).IsSuccessStatusCode.Should().BeTrue();
    }
}
