namespace JwtExtended.MinimalApi.Tests.Browser;

[NonParallelizable]
[Category("Browser")]
public sealed class DoubleSubmitTests
{
    private const string Post = """
        ([url, name]) => {
            const cookie = document.cookie.split('; ').find(line => line.startsWith(name + '='));
            const headers = cookie ? { 'X-CSRF-TOKEN': cookie.slice(name.length + 1) } : {};
            return fetch(url, { method: 'POST', credentials: 'same-origin', headers }).then(response => response.status);
        }
        """;

    [Test]
    public async Task A_script_reads_the_cookie_and_repeats_it_and_one_that_does_not_is_refused()
    {
        var bank = new Bank();
        await using var app = await TestSite.StartAsync("bank.test", routes =>
        {
            bank.Map(routes, static cfg =>
            {
                cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
                (cfg.Csrf.AccessCookieName, cfg.Csrf.RefreshCookieName) = ("csrf_access_token", "csrf_refresh_token");
            });
            routes.MapJwtRefresh();
        });
        await using var visitor = await Chromium.NewVisitorAsync();
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(app.Origin);
        await page.SubmitFormAsync($"{app.Origin}/login", new() { ["username"] = "alice" });
        await page.GotoAsync(app.Origin);

        var transfer = await PostAsync("/transfer", "csrf_access_token");
        var without = await PostAsync("/transfer", "none");
        var swapped = await PostAsync("/refresh", "csrf_access_token");
        var refresh = await PostAsync("/refresh", "csrf_refresh_token");
        var renewed = await PostAsync("/transfer", "csrf_access_token");

        (transfer, without, swapped, refresh, renewed).Should().Be((200, 403, 403, 200, 200));
        bank.Transfers.Should().Be(2);
        (await page.EvaluateAsync<string>("document.cookie")).Should()
            .MatchRegex("csrf_access_token=.+csrf_refresh_token=.+").And.NotContain("__Host-", "no script reads a token");

        Task<int> PostAsync(string path, string cookie) => page.EvaluateAsync<int>(Post, new[] { app.Origin + path, cookie });
    }
}
