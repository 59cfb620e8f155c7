using Microsoft.Playwright;

namespace JwtExtended.MinimalApi.Tests.Browser;

[NonParallelizable]
[Category("Browser")]
public sealed class ForeignSiteTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Test]
    public async Task A_foreign_form_changes_nothing_even_where_the_cookies_travel()
    {
        var bank = new Bank();
        await using var app = await TestSite.StartAsync(
            "bank.test", routes => bank.Map(routes, cfg => cfg.Cookies.SameSite = SameSiteMode.None));
        await using var evil = await TestSite.StartForeignAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var own = await OpenSignedInAsync(visitor, app, "alice");
        var foreign = await OpenAsync(visitor, evil);

        var attack = await foreign.SubmitFormAsync($"{app.Origin}/transfer", Nothing);
        var after = bank.Transfers;
        var meant = await own.SubmitFormAsync($"{app.Origin}/transfer", Nothing);

        attack.Status.Should().Be(403);
        attack.Text.Should().Contain("csrf_mismatch");
        after.Should().Be(0);
        meant.Text.Should().Be("transfer 1");
        app.Requests.Where(request => request.Path == "/transfer")
            .Should().OnlyContain(request => request.HasCookie, "only the check keeps the other site out")
            .And.Subject.Select(request => request.FetchSite).Should().Equal("cross-site", "same-origin");
    }

    [Test]
    public async Task A_foreign_script_changes_nothing_even_where_the_cookies_travel()
    {
        var bank = new Bank();
        await using var app = await TestSite.StartAsync(
            "bank.test", routes => bank.Map(routes, cfg => cfg.Cookies.SameSite = SameSiteMode.None));
        await using var evil = await TestSite.StartForeignAsync();
        await using var visitor = await ProfiledVisitor.ArriveAsync();
        var own = await OpenSignedInAsync(visitor.Context, app, "alice");
        var foreign = await OpenAsync(visitor.Context, evil);

        var blind = await foreign.PostBlindlyAsync($"{app.Origin}/transfer");
        var asked = await foreign.PostAsync($"{app.Origin}/transfer");
        var after = bank.Transfers;
        var meant = await own.PostAsync($"{app.Origin}/transfer");

        blind.Status.Should().Be(403);
        asked.Should().Be("refused by the browser");
        after.Should().Be(0);
        meant.Should().Be("transfer 1");
        var attack = app.Requests.First(request => request is { Method: "POST", Path: "/transfer" });
        attack.HasCookie.Should().BeTrue("only the check keeps the other site out");
        attack.ResponseBody.Should().Contain("csrf_mismatch");
    }

    [Test]
    public async Task A_foreign_image_reads_and_changes_nothing_even_where_the_cookies_travel()
    {
        var bank = new Bank();
        await using var app = await TestSite.StartAsync(
            "bank.test", routes => bank.Map(routes, cfg => cfg.Cookies.SameSite = SameSiteMode.None));
        await using var evil = await TestSite.StartForeignAsync();
        await using var visitor = await ProfiledVisitor.ArriveAsync();
        var own = await OpenSignedInAsync(visitor.Context, app, "alice");
        var foreign = await OpenAsync(visitor.Context, evil);

        var transfer = await foreign.ShowImageAsync($"{app.Origin}/transfer");
        var me = await foreign.ShowImageAsync($"{app.Origin}/me");
        var meant = await own.AskAsync("/me");

        (transfer, me).Should().Be((false, false));
        bank.Transfers.Should().Be(0);
        app.Requests.Should().Contain(request => request.Path == "/transfer" && request.HasCookie && request.Status == 405);
        meant.Should().Be((200, "alice"));
    }

    [Test]
    public async Task A_foreign_page_cannot_open_a_WebSocket()
    {
        var bank = new Bank();
        await using var app = await TestSite.StartAsync(
            "bank.test", routes => bank.Map(routes, cfg => cfg.Cookies.SameSite = SameSiteMode.None));
        await using var evil = await TestSite.StartForeignAsync();
        await using var visitor = await ProfiledVisitor.ArriveAsync();
        var own = await OpenSignedInAsync(visitor.Context, app, "alice");
        var foreign = await OpenAsync(visitor.Context, evil);
        var live = $"{app.Origin}/live".Replace("https:", "wss:", StringComparison.Ordinal);

        var attack = await foreign.ConnectAsync(live);
        var meant = await own.ConnectAsync(live);

        attack.Should().Be("refused");
        meant.Should().Be("Hello alice");
        var refused = app.Requests.First(request => request.Path == "/live");
        (refused.HasCookie, refused.Status).Should().Be((true, 403));
    }

    [Test]
    public async Task A_foreign_page_cannot_sign_a_user_in_to_another_account()
    {
        var bank = new Bank();
        await using var app = await TestSite.StartAsync("bank.test", routes => bank.Map(routes, null));
        await using var evil = await TestSite.StartForeignAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var own = await OpenSignedInAsync(visitor, app, "alice");
        var foreign = await OpenAsync(visitor, evil);

        var attack = await foreign.SubmitFormAsync($"{app.Origin}/login", new() { ["username"] = "mallory" });
        var still = await own.AskAsync("/me");
        var meant = await own.SubmitFormAsync($"{app.Origin}/login", new() { ["username"] = "bob" });
        var changed = await own.AskAsync("/me");

        attack.Status.Should().Be(403);
        attack.Text.Should().Contain("csrf_mismatch");
        still.Should().Be((200, "alice"));
        meant.Status.Should().Be(200);
        changed.Should().Be((200, "bob"));
    }

    [Test]
    public async Task A_sibling_host_of_the_same_site_is_foreign_too()
    {
        var bank = new Bank();
        await using var app = await TestSite.StartAsync("app.site.test", routes => bank.Map(routes, null));
        await using var sibling = await TestSite.StartForeignAsync("other.site.test");
        await using var visitor = await Chromium.NewVisitorAsync();
        var own = await OpenSignedInAsync(visitor, app, "alice");
        var foreign = await OpenAsync(visitor, sibling);

        var attack = await foreign.SubmitFormAsync($"{app.Origin}/transfer", Nothing);
        var meant = await own.SubmitFormAsync($"{app.Origin}/transfer", Nothing);

        attack.Status.Should().Be(403);
        attack.Text.Should().Contain("csrf_mismatch");
        meant.Text.Should().Be("transfer 1");
        var seen = app.Requests.First(request => request.Path == "/transfer");
        (seen.HasCookie, seen.FetchSite).Should().Be((true, "same-site"), "SameSite does not tell the two apart");
    }

    [Test]
    public async Task A_cookie_that_a_sibling_host_adds_to_the_existing_one_is_refused()
    {
        var bank = new Bank();
        await using var app = await TestSite.StartAsync(
            "app.site.test", routes => bank.Map(routes, cfg => cfg.Cookies.AccessName = "access_token"));
        await using var sibling = await TestSite.StartForeignAsync("other.site.test");
        await using var visitor = await Chromium.NewVisitorAsync();
        var own = await OpenSignedInAsync(visitor, app, "alice");
        var foreign = await OpenAsync(visitor, sibling);

        var before = await own.AskAsync("/me");
        await foreign.EvaluateAsync("document.cookie = 'access_token=planted; Domain=site.test; Path=/; Secure'");
        var after = await own.AskAsync("/me");

        before.Should().Be((200, "alice"));
        after.Status.Should().Be(400);
        after.Text.Should().Contain("request_ambiguous");
    }

    [Test]
    public async Task A_sibling_host_cannot_set_a_cookie_of_the_default_name()
    {
        var bank = new Bank();
        await using var app = await TestSite.StartAsync("app.site.test", routes => bank.Map(routes, null));
        await using var sibling = await TestSite.StartForeignAsync("other.site.test");
        await using var visitor = await Chromium.NewVisitorAsync();
        var own = await OpenSignedInAsync(visitor, app, "alice");
        var foreign = await OpenAsync(visitor, sibling);

        await foreign.EvaluateAsync("document.cookie = '__Host-access_token=planted; Domain=site.test; Path=/; Secure'");
        await foreign.EvaluateAsync("document.cookie = 'other=planted; Domain=site.test; Path=/; Secure'");
        var after = await own.AskAsync("/me");

        after.Should().Be((200, "alice"));
        (await visitor.CookiesAsync()).Where(cookie => cookie.Value == "planted").Select(cookie => cookie.Name).Should().Equal("other");
    }

    [Test]
    public async Task The_example_is_safe_from_another_site_without_a_change()
    {
        await using var app = await NotebookApp.StartAsync();
        await using var evil = await TestSite.StartForeignAsync();
        await using var visitor = await Chromium.NewVisitorAsync();
        var notebook = await NotebookPage.OpenSignedInAsync(visitor, app, "alice");
        await notebook.SaveAsync("Mine");
        var foreign = await OpenAsync(visitor, evil);

        var note = await foreign.PostBlindlyAsync($"{app.Origin}/note", """{"text":"Stolen"}""");
        var login = await foreign.PostBlindlyAsync($"{app.Origin}/login", """{"username":"mallory","password":"any"}""");
        var script = await foreign.PostBlindlyAsync($"{app.Origin}/logout/all");
        var asked = await foreign.PostAsync($"{app.Origin}/logout/all");
        var image = await foreign.ShowImageAsync($"{app.Origin}/note");
        var form = await foreign.SubmitFormAsync($"{app.Origin}/logout", Nothing);

        (note.Status, login.Status).Should().Be((415, 415), "no page sends JSON to another site without asking it first");
        script.Status.Should().Be(401, "SameSite=Lax keeps the cookies at home");
        asked.Should().Be("refused by the browser");
        image.Should().BeFalse();
        form.Status.Should().Be(401);
        await notebook.Page.ReloadAsync();
        await notebook.IsSignedInAsync("alice");
        await Assertions.Expect(notebook.Note).ToHaveValueAsync("Mine");
        await notebook.SaveAsync("Still mine");
    }

    private static async Task<IPage> OpenAsync(IBrowserContext visitor, TestSite site)
    {
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(site.Origin);
        return page;
    }

    private static async Task<IPage> OpenSignedInAsync(IBrowserContext visitor, TestSite site, string name)
    {
        var page = await OpenAsync(visitor, site);
        await page.SubmitFormAsync($"{site.Origin}/login", new() { ["username"] = name });
        await page.GotoAsync(site.Origin);
        return page;
    }
}
