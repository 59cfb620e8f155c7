using System.Net;
using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Identity;

namespace JwtExtended.MinimalApi.Tests.Identity;

/// <summary>Users of ASP.NET Core Identity sign in, and are the users of the request.</summary>
public sealed class IdentityLoginTests
{
    [TestCase("{}")]
    [TestCase("""{"email":"alice@example.com","password":null}""")]
    [TestCase("""{"email":null,"password":"x"}""")]
    public async Task A_login_without_an_address_or_a_password_is_a_bad_request(string body)
    {
        await using var app = await IdentityApp.StartAsync();

        using var response = await app.Client.PostAsync("/login", new StringContent(body, Encoding.UTF8, "application/json"));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A_registered_user_signs_in_and_a_wrong_password_or_address_is_refused()
    {
        await using var app = await IdentityApp.StartAsync();
        await app.JoinAsync("alice@example.com");

        using var right = await app.LoginAsync("alice@example.com");
        using var wrong = await app.LoginAsync("alice@example.com", "Wrong-horse-1");
        using var unknown = await app.LoginAsync("bob@example.com");

        right.Should().BeOk();
        await IdentityApp.ShouldBeRefusedAsync(wrong, "Failed");
        await IdentityApp.ShouldBeRefusedAsync(unknown, "Failed");
    }

    [Test]
    public async Task Wrong_passwords_lock_an_account_out_and_its_session_goes_on_behind_the_lockout()
    {
        await using var app = await IdentityApp.StartAsync();
        var (alice, bob) = (await app.JoinAsync("alice@example.com"), await app.JoinAsync("bob@example.com"));

        for (var attempt = 1; attempt < 5; attempt++)
            await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync("alice@example.com", "Wrong-horse-1"), "Failed");
        await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync("alice@example.com", "Wrong-horse-1"), "LockedOut");

        await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync("alice@example.com"), "LockedOut");
        (await app.LoginAsync("bob@example.com")).Should().BeOk();
        (await app.GetAsync("/me", alice.Access)).Should().BeOk("alice@example.com");
        (await app.PostAsync("/refresh", alice.Refresh)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.PostAsync("/refresh", bob.Refresh)).Should().BeOk();
        await app.ChangeAsync("alice@example.com", (users, user) => users.SetLockoutEndDateAsync(user, null));
        (await app.PostAsync("/refresh", alice.Refresh)).Should().BeOk();
        (await app.LoginAsync("alice@example.com")).Should().BeOk();
    }

    [TestCase("/me")]
    [TestCase("/profile")]
    public async Task The_user_of_a_request_is_that_of_Identity(string path)
    {
        await using var app = await IdentityApp.StartAsync();
        var (alice, bob) = (await app.JoinAsync("alice@example.com"), await app.JoinAsync("bob@example.com"));

        (await app.GetAsync(path, alice.Access)).Should().BeOk("alice@example.com");
        (await app.GetAsync(path, bob.Access)).Should().BeOk("bob@example.com");
        (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_token_contains_what_Identity_says_of_the_user_and_not_the_security_stamp()
    {
        await using var app = await IdentityApp.StartAsync();
        var alice = await app.JoinAsync("alice@example.com", "ADMIN");
        var stamp = "";
        await app.ChangeAsync("alice@example.com", (_, user) =>
        {
            stamp = user.SecurityStamp!;
            return Task.FromResult(IdentityResult.Success);
        });

        foreach (var token in new[] { alice.Access, alice.Refresh! })
        {
            var payload = Payload(token);

            payload.GetProperty("email").GetString().Should().Be("alice@example.com");
            payload.GetProperty("role").ToString().Should().Contain("ADMIN");
            payload.GetProperty("stamp").GetString().Should().HaveLength(64);
            stamp.Should().NotBeEmpty();
            payload.ToString().Should().NotContain(stamp).And.NotContain("AspNet.Identity");
        }
    }

    [TestCase("/account/login")]
    [TestCase("/account/login?useCookies=true")]
    [TestCase("/account/refresh")]
    public async Task The_logins_of_Identity_are_closed_and_its_other_endpoints_are_open(string path)
    {
        await using var app = await IdentityApp.StartAsync();
        var alice = await app.JoinAsync("alice@example.com");

        using var closed = await app.PostAsync(
            path, body: new { email = "alice@example.com", password = IdentityApp.Password, refreshToken = alice.Refresh });
        using var open = await app.PostAsync("/account/resendConfirmationEmail", body: new { email = "alice@example.com" });

        closed.StatusCode.Should().Be(HttpStatusCode.NotFound);
        closed.Headers.Contains("Set-Cookie").Should().BeFalse();
        open.Should().BeOk();
    }

    [Test]
    public async Task The_endpoints_for_the_account_accept_the_token_where_Identity_has_registered_its_own_schemes()
    {
        var code = IdentityApp.Program.Code.Replace("AddIdentityCore<", "AddIdentityApiEndpoints<", StringComparison.Ordinal);
        await using var app = await IdentityApp.StartAsync(IdentityApp.Program with { Code = code });
        var alice = await app.JoinAsync("alice@example.com");

        foreach (var path in new[] { "/account/manage/info", "/me", "/profile" })
        {
            (await app.GetAsync(path, alice.Access)).Should().BeOk();
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
        }
    }

    private static JsonElement Payload(string token) =>
        JsonElement.Parse(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(token.Split('.')[1]));
}
