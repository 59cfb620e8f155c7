using JwtExtended.MinimalApi.Tests.Journeys;
using Microsoft.Playwright;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>The example Blazor: pages, a page with a circuit, and what a circuit outlives.</summary>
[NonParallelizable]
[Category("Browser")]
public sealed class BlazorExampleTests
{
    [Test]
    public async Task A_visitor_signs_in_and_sees_the_pages_that_are_for_that_user()
    {
        await using var app = await StartAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();

        await OpenAsync(page, app, "/counter");
        new Uri(page.Url).AbsolutePath.Should().Be("/", "it is not for strangers");
        await SignInAsync(page, "bob");

        (await OpenAsync(page, app, "/admin")).Status.Should().Be(403);
        (await OpenAsync(page, app, "/counter")).Status.Should().Be(200);
        await OpenAsync(page, app, "/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await SignInAsync(page, "alice");
        (await OpenAsync(page, app, "/admin")).Status.Should().Be(200);
    }

    [Test]
    public async Task A_circuit_has_the_user_of_its_token_and_ends_with_the_session()
    {
        await using var app = await StartAsync();
        await using var bob = await Chromium.NewVisitorAsync();
        await using var alice = await Chromium.NewVisitorAsync();
        var (bobs, alices) = (await CountAsync(bob, app, "bob"), await CountAsync(alice, app, "alice"));
        var other = await bob.NewPageAsync();
        await OpenAsync(other, app, "/");

        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await bobs.Locator("#components-reconnect-modal").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await CountToAsync(alices, 2);
        (await bobs.Locator("#count").TextContentAsync()).Should().Be("1");
        await OpenAsync(bobs, app, "/counter");
        new Uri(bobs.Url).AbsolutePath.Should().Be("/");
    }

    private static Task<ExampleProcess> StartAsync() => ExampleProcess.StartAsync(
        "Blazor", "--Jwt:Revocation:RecheckInterval", "00:00:00.2", "--Logging:LogLevel:Default", "Warning",
        "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information");

    private static async Task<IPage> CountAsync(IBrowserContext visitor, ExampleProcess app, string user)
    {
        var page = await visitor.NewPageAsync();
        await OpenAsync(page, app, "/");
        await SignInAsync(page, user);
        await OpenAsync(page, app, "/counter");
        await CountToAsync(page, 1);
        (await page.Locator("#user").TextContentAsync()).Should().Be(user);
        return page;
    }

    private static async Task CountToAsync(IPage page, int count)
    {
        var shown = page.Locator("#count", new() { HasTextString = $"{count}" });
        // Before its circuit is open, the page takes no clicks.
        for (var i = 0; i < 100 && !await shown.IsVisibleAsync(); i++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Count" }).ClickAsync();
            await page.WaitForTimeoutAsync(100);
        }

        await shown.WaitForAsync();
    }

    private static async Task<IResponse> OpenAsync(IPage page, ExampleProcess app, string path) =>
        (await page.GotoAsync(new Uri(app.Client.BaseAddress!, path).AbsoluteUri))!;

    private static async Task SignInAsync(IPage page, string user)
    {
        await page.GetByLabel("Name").FillAsync(user);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByText($"Signed in as {user}").WaitForAsync();
    }
}
