using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JwtExtended.MinimalApi.Tests.Browser;

[NonParallelizable]
[Category("Browser")]
public sealed class SeveralTabsTests
{
    private const string AccessCookie = "__Host-access_token";
    private const string Expired = "Your session has expired. Please sign in again.";

    [Test]
    public async Task Two_tabs_that_refresh_at_the_same_moment_stay_signed_in()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var first = await NotebookPage.OpenSignedInAsync(visitor, app, "alice");
        var second = await NotebookPage.OpenAsync(visitor, app);
        await second.IsSignedInAsync("alice");
        var bothArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var bothHaveCookies = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (arrived, responded) = (0, 0);
        visitor.Response += (_, response) =>
        {
            if (response.Url.EndsWith("/refresh", StringComparison.Ordinal) && Interlocked.Increment(ref responded) == 2)
                bothHaveCookies.SetResult();
        };
        await visitor.RouteAsync("**/refresh", async route =>
        {
            if (Interlocked.Increment(ref arrived) >= 2)
                bothArrived.TrySetResult();
            await bothArrived.Task;
            await route.ContinueAsync();
        });

        await visitor.ClearCookiesAsync(new() { Name = AccessCookie });
        await Task.WhenAll(first.SaveAsync("From the first"), second.SaveAsync("From the second"), bothHaveCookies.Task);
        await visitor.ClearCookiesAsync(new() { Name = AccessCookie });
        await first.SaveAsync("Once more");
        await second.SaveAsync("And once more");

        arrived.Should().Be(3, "both tabs refreshed, and the third refresh used the new cookies");
    }

    [Test]
    public async Task Signing_out_in_one_tab_ends_the_other()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var first = await NotebookPage.OpenSignedInAsync(visitor, app, "alice");
        var second = await NotebookPage.OpenAsync(visitor, app);
        await second.IsSignedInAsync("alice");
        await second.SaveAsync("Written while signed in");

        await first.SignOut.ClickAsync();

        await first.IsSignedOutAsync("You are signed out.", "alice");
        await second.IsSignedOutAsync("You signed out in another tab.", "alice");
    }

    [Test]
    public async Task Signing_in_to_another_account_changes_every_tab()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var first = await NotebookPage.OpenSignedInAsync(visitor, app, "alice");
        var second = await NotebookPage.OpenAsync(visitor, app);
        await second.IsSignedInAsync("alice");

        await first.SignOut.ClickAsync();
        await first.SignInAsync("bob");

        await second.IsSignedInAsync("bob");
    }

    [Test]
    public async Task An_expired_access_token_is_renewed_without_the_user_noticing()
    {
        await using var app = await NotebookApp.StartAsync("--Jwt:AccessTokenExpires", "00:00:02");
        await using var visitor = await Chromium.NewVisitorAsync();
        var notebook = await NotebookPage.OpenSignedInAsync(visitor, app, "alice");
        await notebook.Page.EvaluateAsync(
            "async () => { while ((await fetch('/me')).ok) await new Promise(next => setTimeout(next, 100)); }");

        var refresh = await notebook.Page.RunAndWaitForResponseAsync(() => notebook.SaveAsync("Written later"), "**/refresh");

        refresh.Status.Should().Be(200);
        var seen = await notebook.Page.EvaluateAsync<string>(
            "() => fetch('/refresh', { method: 'POST' }).then(response => response.text())");
        seen.Should().Contain("expires_in").And.NotContain("eyJ", "no script sees a token");
        await Expect(notebook.Greeting).ToHaveTextAsync("Hello alice");
    }

    [Test]
    public async Task A_session_that_is_over_ends_with_a_message()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var notebook = await NotebookPage.OpenSignedInAsync(visitor, app, "alice");
        await notebook.SaveAsync("In time");

        await visitor.ClearCookiesAsync();
        await notebook.Note.FillAsync("Too late");
        await notebook.Save.ClickAsync();

        await notebook.IsSignedOutAsync(Expired, "alice");
    }

    [Test]
    public async Task The_feed_ends_when_everything_is_signed_out_from_another_device()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var desktop = await Chromium.NewVisitorAsync();
        await using var phone = await Chromium.NewVisitorAsync();
        await using var stranger = await Chromium.NewVisitorAsync();
        var here = await NotebookPage.OpenSignedInAsync(desktop, app, "alice");
        var there = await NotebookPage.OpenSignedInAsync(phone, app, "alice");
        var bob = await NotebookPage.OpenSignedInAsync(stranger, app, "bob");
        var feed = here.Page.WaitForRequestFinishedAsync(
            new() { Predicate = request => request.Url.StartsWith($"{app.Origin}/feed?", StringComparison.Ordinal) });

        await there.SignOutEverywhere.ClickAsync();

        await there.IsSignedOutAsync("You are signed out on all devices.", "alice");
        await feed;
        await here.IsSignedOutAsync("You were signed out on another device.", "alice");
        (await desktop.CookiesAsync()).Should().BeEmpty("the next visit is to begin without a word about this one");
        await bob.SaveAsync("Not concerned");
        await Expect(bob.Activity).ToContainTextAsync("Note saved");
    }

    [Test]
    public async Task The_back_button_after_a_sign_out_shows_nothing_protected()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var notebook = await NotebookPage.OpenSignedInAsync(visitor, app, "alice");
        await notebook.SaveAsync("A secret");
        var other = await NotebookPage.OpenAsync(visitor, app);
        await other.IsSignedInAsync("alice");

        await notebook.Page.GotoAsync($"{app.Origin}/icon.svg");
        await notebook.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });
        await notebook.IsSignedInAsync("alice");
        await Expect(notebook.Note).ToHaveValueAsync("A secret");
        await notebook.Page.GotoAsync($"{app.Origin}/icon.svg");
        await other.SignOut.ClickAsync();
        await other.IsSignedOutAsync("You are signed out.", "alice");
        await notebook.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });

        await Expect(notebook.Name).ToBeVisibleAsync();
        (await notebook.Page.ContentAsync()).Should().NotContain("A secret").And.NotContain("alice");
    }

    [Test]
    public async Task The_back_button_after_a_sign_out_shows_no_response_from_the_cache()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var notebook = await NotebookPage.OpenSignedInAsync(visitor, app, "alice");
        await notebook.SaveAsync("A secret");

        await notebook.Page.GotoAsync($"{app.Origin}/note");
        var before = await notebook.Page.ContentAsync();
        await notebook.Page.GotoAsync(app.Origin);
        await notebook.SignOut.ClickAsync();
        await notebook.IsSignedOutAsync("You are signed out.", "alice");
        await notebook.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });

        before.Should().Contain("A secret");
        await Expect(notebook.Page.Locator("body")).ToContainTextAsync("token_missing");
        (await notebook.Page.ContentAsync()).Should().NotContain("A secret");
    }
}
