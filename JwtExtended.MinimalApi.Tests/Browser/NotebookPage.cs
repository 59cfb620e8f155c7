using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>The page of the example. Its elements are found as with a screen reader: by roles and names.</summary>
internal sealed class NotebookPage(IPage page)
{
    public IPage Page => page;

    public ILocator Status => page.GetByRole(AriaRole.Status);

    public ILocator Name => page.GetByLabel("Name", new() { Exact = true });

    public ILocator Password => page.GetByLabel("Password");

    public ILocator Greeting => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Note => page.GetByLabel("Only you can read it.");

    public ILocator SignIn => Button("Sign in");

    public ILocator Save => Button("Save");

    public ILocator SignOut => page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "Sign out" });

    public ILocator SignOutEverywhere => Button("Sign out everywhere");

    public ILocator Devices => page.GetByRole(AriaRole.Region, new() { Name = "Your devices" }).GetByRole(AriaRole.Listitem);

    public ILocator Live => page.Locator("#live");

    public ILocator Activity => page.GetByRole(AriaRole.Log);

    public static async Task<NotebookPage> OpenAsync(IBrowserContext visitor, NotebookApp app)
    {
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(app.Origin);
        return new NotebookPage(page);
    }

    /// <summary>Opens a tab and signs in.</summary>
    public static async Task<NotebookPage> OpenSignedInAsync(IBrowserContext visitor, NotebookApp app, string name)
    {
        var page = await OpenAsync(visitor, app);
        await page.SignInAsync(name);
        return page;
    }

    public async Task SignInAsync(string name)
    {
        await Name.FillAsync(name);
        await Password.FillAsync("any");
        await SignIn.ClickAsync();
        await IsSignedInAsync(name);
    }

    public async Task SaveAsync(string note)
    {
        await Note.FillAsync(note);
        await Save.ClickAsync();
        await Expect(Status).ToHaveTextAsync("Your note is saved.");
    }

    public async Task IsSignedInAsync(string name)
    {
        await Expect(Greeting).ToHaveTextAsync($"Hello {name}");
        await Expect(Live).ToHaveTextAsync("connected");
        await Expect(Devices).Not.ToHaveCountAsync(0);
    }

    /// <summary>Asserts that the page shows the sign-in form with a message, and nothing protected.</summary>
    public async Task IsSignedOutAsync(string message, string name)
    {
        await Expect(Status).ToHaveTextAsync(message);
        await Expect(Greeting).ToHaveTextAsync("Sign in");
        await Expect(Name).ToBeFocusedAsync();
        await Expect(Note).ToHaveCountAsync(0);
        (await page.ContentAsync()).Should().NotContain(name);
    }

    private ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
