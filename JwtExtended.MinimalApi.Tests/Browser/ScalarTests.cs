using JwtExtended.MinimalApi.Tests.OpenApi;
using JwtExtended.MinimalApi.Tests.Package.Documentation;
using Microsoft.Playwright;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>The page of Scalar for the program of docs/openapi.md: what a developer does there.</summary>
[NonParallelizable]
[Category("Browser")]
public sealed class ScalarTests
{
    [Test]
    public async Task A_developer_authorizes_and_calls_a_protected_operation()
    {
        await using var app = await DocumentedApp.StartAsync(DocumentedToolTests.ProgramWith("AddOpenApi("));
        await using var visitor = await Chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();
        // On a small screen the page shows either request or response.
        await page.SetViewportSizeAsync(1400, 1000);
        await page.GotoAsync(app.ActualAddress + "/scalar/v1");

        await page.GetByRole(AriaRole.Link, new() { Name = "/me" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test Request (get /me)" }).ClickAsync();
        var refused = await SendAsync(page);
        await FillAsync(page, Jwt.For(app.Services).CreateAccessToken("alice"));
        var accepted = await SendAsync(page);

        refused.Ok.Should().BeFalse();
        accepted.Status.Should().Be(200);
        (await accepted.TextAsync()).Should().Contain("alice");
    }

    private static async Task FillAsync(IPage page, string token)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        // With a response the page folds the section, which a click unfolds.
        await dialog.GetByText("Bad Request").First.WaitForAsync();
        if (!await dialog.GetByPlaceholder("Token").IsVisibleAsync())
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Authentication" }).ClickAsync();
        await dialog.GetByPlaceholder("Token").FillAsync(token);
    }

    private static Task<IResponse> SendAsync(IPage page) => page.RunAndWaitForResponseAsync(
        () => page.GetByRole(AriaRole.Button, new() { Name = "Send get request" }).Filter(new() { Visible = true }).ClickAsync(),
        static response => new Uri(response.Url).AbsolutePath == "/me");
}
