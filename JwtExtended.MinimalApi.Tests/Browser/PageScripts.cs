using System.Text.Json;
using Microsoft.Playwright;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>What a page can do to any other site without its consent.</summary>
internal static class PageScripts
{
    private const string Form = """
        ({ action, enctype, fields }) => {
            const form = Object.assign(document.createElement('form'), { method: 'post', action, enctype });
            for (const [name, value] of Object.entries(fields))
                form.append(Object.assign(document.createElement('input'), { name, value }));
            document.body.append(form);
            form.submit();
        }
        """;

    /// <summary>Submits a form and navigates the visitor's tab.</summary>
    public static async Task<(int Status, string Text)> SubmitFormAsync(
        this IPage page, string action, Dictionary<string, string> fields, string enctype = "application/x-www-form-urlencoded")
    {
        var response = await page.RunAndWaitForResponseAsync(() => page.EvaluateAsync(Form, new { action, enctype, fields }), action);
        // Polls: WaitForURLAsync misses a navigation that commits between its first look and its subscription, and never returns.
        await Assertions.Expect(page).ToHaveURLAsync(action);
        await page.WaitForFunctionAsync("document.readyState === 'complete'");
        return (response.Status, await page.Locator("body").InnerTextAsync());
    }

    /// <summary>
    /// Posts with the visitor's cookies, and a body that does not need the other site's consent (Fetch, 4.8: no preflight).
    /// </summary>
    public static Task<IResponse> PostBlindlyAsync(this IPage page, string url, string body = "") => page.RunAndWaitForResponseAsync(
        () => page.EvaluateAsync(
            "([url, body]) => fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body }).then(() => {}, () => {})",
            new[] { url, body }),
        url);

    /// <summary>
    /// Posts with the visitor's cookies as the site's own page does. A response that the script may not read is "refused by the browser".
    /// </summary>
    public static Task<string> PostAsync(this IPage page, string url) => page.EvaluateAsync<string>(
        """
        url => fetch(url, { method: 'POST', credentials: 'include', headers: { 'X-Any': 'thing' } })
            .then(response => response.text(), () => 'refused by the browser')
        """,
        url);

    /// <summary>Loads the URL as an image, and returns whether it is one.</summary>
    public static Task<bool> ShowImageAsync(this IPage page, string url) => page.EvaluateAsync<bool>(
        "src => new Promise(done => Object.assign(new Image(), { onload: () => done(true), onerror: () => done(false), src }))", url);

    /// <summary>Returns the first message of a WebSocket, or "refused".</summary>
    public static Task<string> ConnectAsync(this IPage page, string url) => page.EvaluateAsync<string>(
        """
        url => new Promise(done => Object.assign(
            new WebSocket(url), { onmessage: message => done(message.data), onerror: () => done('refused') }))
        """,
        url);

    /// <summary>Sends a request of the page to its own site.</summary>
    public static async Task<(int Status, string Text)> AskAsync(this IPage page, string path)
    {
        var response = await page.EvaluateAsync<JsonElement>(
            "path => fetch(path).then(async response => ({ status: response.status, text: await response.text() }))", path);
        return (response.GetProperty("status").GetInt32(), response.GetProperty("text").GetString()!);
    }
}
