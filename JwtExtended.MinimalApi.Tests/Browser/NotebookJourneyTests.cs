using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JwtExtended.MinimalApi.Tests.Browser;

[NonParallelizable]
[Category("Browser")]
public sealed class NotebookJourneyTests
{
    [Test]
    public async Task From_sign_in_to_sign_out_the_keyboard_is_enough()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var notebook = await NotebookPage.OpenAsync(visitor, app);
        var keyboard = notebook.Page.Keyboard;

        await Expect(notebook.Name).ToBeFocusedAsync();
        await keyboard.TypeAsync("alice");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("any");
        await keyboard.PressAsync("Enter");
        await notebook.IsSignedInAsync("alice");
        await Expect(notebook.Status).ToHaveTextAsync("You are signed in.");
        await Expect(notebook.Greeting).ToBeFocusedAsync();

        await keyboard.PressAsync("Tab");
        await Expect(notebook.Note).ToBeFocusedAsync();
        await keyboard.TypeAsync("Buy milk");
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Expect(notebook.Status).ToHaveTextAsync("Your note is saved.");
        await Expect(notebook.Activity).ToContainTextAsync("Note saved");

        await notebook.Page.ReloadAsync();
        await Expect(notebook.Note).ToHaveValueAsync("Buy milk");

        await Expect(notebook.Greeting).ToBeFocusedAsync();
        await keyboard.PressAsync("Shift+Tab");
        await Expect(notebook.SignOut).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await notebook.IsSignedOutAsync("You are signed out.", "alice");
        (await visitor.CookiesAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task No_script_reads_the_cookies_of_a_login()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var notebook = await NotebookPage.OpenSignedInAsync(visitor, app, "alice");
        await notebook.Page.EvaluateAsync("document.cookie = 'readable=yes; Secure'");

        var seen = await notebook.Page.EvaluateAsync<string>("document.cookie");
        var kept = (await visitor.CookiesAsync()).Where(cookie => cookie.Name != "readable").ToList();

        seen.Should().Be("readable=yes");
        kept.Select(cookie => cookie.Name).Should().BeEquivalentTo("__Host-access_token", "__Host-refresh_token");
        kept.Should().OnlyContain(cookie => cookie.Secure && cookie.HttpOnly && cookie.SameSite == SameSiteAttribute.Lax);
        kept.Should().OnlyContain(cookie => cookie.Path == "/" && cookie.Domain == "app.test");
    }

    [Test]
    public async Task Another_device_is_listed_and_can_be_signed_out()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var desktop = await Chromium.NewVisitorAsync();
        await using var phone = await Chromium.NewVisitorAsync();
        var here = await NotebookPage.OpenSignedInAsync(desktop, app, "alice");
        var there = await NotebookPage.OpenSignedInAsync(phone, app, "alice");

        await Expect(here.Devices).ToHaveCountAsync(2);
        await here.Devices.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Sign out Chrome") }).ClickAsync();

        await Expect(here.Status).ToHaveTextAsync(new Regex("is signed out"));
        await Expect(here.Devices).ToHaveCountAsync(1);
        await there.IsSignedOutAsync("You were signed out on another device.", "alice");
        await here.SaveAsync("Still here");
    }

    [TestCase("desktop", 1280, 800, ColorScheme.Light)]
    [TestCase("phone", 360, 740, ColorScheme.Light)]
    [TestCase("phone-dark", 360, 740, ColorScheme.Dark)]
    public async Task The_page_fits_its_screen(string name, int width, int height, ColorScheme colors)
    {
        await using var app = await NotebookApp.StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync(width, height, colors);
        await using var phone = await Chromium.NewVisitorAsync();
        var notebook = await NotebookPage.OpenAsync(visitor, app);
        await ShootAsync(notebook.Page, $"{name}-sign-in");
        await notebook.SignInAsync("alice");
        await NotebookPage.OpenSignedInAsync(phone, app, "alice");
        await notebook.SaveAsync("Call the library about the book.\nBuy milk and bread.");
        await Expect(notebook.Devices).ToHaveCountAsync(2);
        await Expect(notebook.Activity.GetByText("Note saved")).ToBeVisibleAsync();

        await ShootAsync(notebook.Page, name);
        var overflow = await notebook.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");

        overflow.Should().BeLessThanOrEqualTo(0, "the page does not scroll sideways");
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "Screenshots", $"{name}.png");
        await page.ScreenshotAsync(new() { Path = path, FullPage = true, Animations = ScreenshotAnimations.Disabled });
        TestContext.AddTestAttachment(path);
    }
}
