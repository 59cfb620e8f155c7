using System.Net;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Journeys;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Identity;

/// <summary>Two-factor authentication is set up with a token of the application, and asked for at its login.</summary>
public sealed class IdentityTwoFactorTests
{
    private const string Alice = "alice@example.com";

    [Test]
    public async Task A_login_asks_for_the_code_of_the_authenticator_once_that_is_set_up()
    {
        await using var app = await IdentityApp.StartAsync();
        await app.JoinAsync("bob@example.com");
        var (key, _) = await SetUpAsync(app);

        using var without = await app.LoginAsync(Alice);
        using var wrongCode = await app.LoginAsync(Alice, twoFactorCode: AuthenticatorApp.WrongCodeOf(key));
        using var wrongPassword = await app.LoginAsync(Alice, "Wrong-horse-1", AuthenticatorApp.CodeOf(key));
        using var right = await app.LoginAsync(Alice, twoFactorCode: AuthenticatorApp.CodeOf(key));
        using var other = await app.LoginAsync("bob@example.com");

        await IdentityApp.ShouldBeRefusedAsync(without, "RequiresTwoFactor");
        await IdentityApp.ShouldBeRefusedAsync(wrongCode, "Failed");
        await IdentityApp.ShouldBeRefusedAsync(wrongPassword, "Failed");
        right.Should().BeOk();
        other.Should().BeOk();
    }

    [Test]
    public async Task A_recovery_code_works_once()
    {
        await using var app = await IdentityApp.StartAsync();
        var (_, recoveryCodes) = await SetUpAsync(app);

        using var first = await app.LoginAsync(Alice, twoFactorRecoveryCode: recoveryCodes[0]);
        using var again = await app.LoginAsync(Alice, twoFactorRecoveryCode: recoveryCodes[0]);
        using var next = await app.LoginAsync(Alice, twoFactorRecoveryCode: recoveryCodes[1]);

        first.Should().BeOk();
        await IdentityApp.ShouldBeRefusedAsync(again, "Failed");
        next.Should().BeOk();
    }

    [Test]
    public async Task Wrong_codes_lock_an_account_out_although_the_password_is_right()
    {
        await using var app = await IdentityApp.StartAsync();
        var (key, _) = await SetUpAsync(app);

        for (var attempt = 1; attempt < 5; attempt++)
            await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync(Alice, twoFactorCode: AuthenticatorApp.WrongCodeOf(key)), "Failed");
        await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync(Alice, twoFactorRecoveryCode: "wrong"), "LockedOut");

        await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync(Alice, twoFactorCode: AuthenticatorApp.CodeOf(key)), "LockedOut");
        await app.ChangeAsync(Alice, (users, user) => users.SetLockoutEndDateAsync(user, null));
        (await app.LoginAsync(Alice, twoFactorCode: AuthenticatorApp.CodeOf(key))).Should().BeOk();
    }

    [Test]
    public async Task Codes_that_arrive_at_the_same_moment_are_counted_one_by_one()
    {
        await using var app = await IdentityApp.StartAsync();
        var (key, _) = await SetUpAsync(app);
        var wrong = AuthenticatorApp.WrongCodeOf(key);

        for (var round = 0; round < 5; round++)
        {
            var guesses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.LoginAsync(Alice, twoFactorCode: wrong)));
            guesses.Should().OnlyContain(static guess => guess.StatusCode == HttpStatusCode.Unauthorized);
        }

        await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync(Alice, twoFactorCode: AuthenticatorApp.CodeOf(key)), "LockedOut");
    }

    [Test]
    public async Task A_right_code_starts_the_count_of_wrong_ones_anew()
    {
        await using var app = await IdentityApp.StartAsync();
        var (key, _) = await SetUpAsync(app);
        var wrong = AuthenticatorApp.WrongCodeOf(key);

        for (var round = 0; round < 2; round++)
        {
            for (var attempt = 1; attempt < 5; attempt++)
                await IdentityApp.ShouldBeRefusedAsync(await app.LoginAsync(Alice, twoFactorCode: wrong), "Failed");
            (await app.LoginAsync(Alice, twoFactorCode: AuthenticatorApp.CodeOf(key))).Should().BeOk();
        }
    }

    [Test]
    public async Task Setting_it_up_ends_the_earlier_sessions_at_their_next_refresh()
    {
        await using var app = await IdentityApp.StartAsync();
        var earlier = await app.JoinAsync(Alice);
        var key = (await TwoFactorAsync(app, earlier.Access, new { })).GetProperty("sharedKey").GetString()!;
        await TwoFactorAsync(app, earlier.Access, new { enable = true, twoFactorCode = AuthenticatorApp.CodeOf(key) });

        using var login = await app.LoginAsync(Alice, twoFactorCode: AuthenticatorApp.CodeOf(key));
        var later = await ExampleTokens.ReadAsync(login);

        (await app.PostAsync("/refresh", earlier.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/refresh", later.Refresh)).Should().BeOk();
    }

    private static async Task<(string Key, string[] RecoveryCodes)> SetUpAsync(IdentityApp app)
    {
        var alice = await app.JoinAsync(Alice);
        (await app.PostAsync("/account/manage/2fa", body: new { })).Should().BeRefused(JwtErrorCode.TokenMissing);
        var key = (await TwoFactorAsync(app, alice.Access, new { })).GetProperty("sharedKey").GetString()!;
        var enabled = await TwoFactorAsync(app, alice.Access, new { enable = true, twoFactorCode = AuthenticatorApp.CodeOf(key) });
        enabled.GetProperty("isTwoFactorEnabled").GetBoolean().Should().BeTrue();
        return (key, [.. enabled.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!)]);
    }

    private static async Task<JsonElement> TwoFactorAsync(IdentityApp app, string token, object body)
    {
        using var response = await app.PostAsync("/account/manage/2fa", token, body);
        response.Should().BeOk();
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
