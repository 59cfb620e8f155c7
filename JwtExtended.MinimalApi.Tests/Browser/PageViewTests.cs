using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Playwright;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>Page views renew the cookies while other requests of the browser are under way.</summary>
[NonParallelizable]
[Category("Browser")]
public sealed class PageViewTests
{
    private const int Images = 30;

    private const string ShowImages =
        "count => { for (let i = 0; i < count; i++) document.body.append(Object.assign(new Image(), { src: `/image/${i}` })); }";

    private const string AllAreShown = "count => [...document.images].filter(image => image.naturalWidth === 1).length === count";

    [Test]
    public async Task Queued_requests_that_arrive_with_the_old_cookies_after_a_renewal_sign_nobody_out()
    {
        using var gallery = new Gallery();
        await using var site = await TestSite.StartAsync("gallery.test", gallery.Map, HttpProtocols.Http1);
        await using var visitor = await Chromium.NewVisitorAsync();
        var (first, second) = (await OpenAsync(visitor, site), await OpenAsync(visitor, site));
        await first.EvaluateAsync("() => fetch('/login', { method: 'POST' })");
        var login = await CookiesAsync(visitor);

        await first.EvaluateAsync(ShowImages, Images);
        await gallery.ArrivedAsync(Gallery.Parallel);
        var page = second.GotoAsync($"{site.Origin}/page");
        // The page waits for a connection, too, and a queued image may be faster.
        while (!page.IsCompleted)
        {
            gallery.Release(1);
            await Task.WhenAny(page, Task.Delay(TimeSpan.FromMilliseconds(500)));
        }

        (await page)!.Status.Should().Be(200);
        var (renewed, before) = (await CookiesAsync(visitor), gallery.ImageCookies.Count);
        gallery.Release(Images);
        await gallery.ArrivedAsync(Images - Gallery.Parallel);

        renewed.Should().NotIntersectWith(login, "the page view has exchanged the refresh cookie");
        // The browser decides when a queued request gets its cookies.
        gallery.ImageCookies.Skip(before).Should().Contain(header => login.All(cookie => header.Contains(cookie)), "it was queued before")
            .And.OnlyContain(header => login.All(cookie => header.Contains(cookie)) || renewed.All(cookie => header.Contains(cookie)));
        await first.WaitForFunctionAsync(AllAreShown, Images);
        (await CookiesAsync(visitor)).Should().Equal(renewed, "only a page view renews");
        (await second.GotoAsync($"{site.Origin}/page"))!.Status.Should().Be(200);
        (await first.EvaluateAsync<int>("() => fetch('/refresh', { method: 'POST' }).then(response => response.status)")).Should().Be(200);
    }

    private static async Task<IPage> OpenAsync(IBrowserContext visitor, TestSite site)
    {
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(site.Origin);
        return page;
    }

    private static async Task<string[]> CookiesAsync(IBrowserContext visitor) =>
        [.. (await visitor.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}").Order(StringComparer.Ordinal)];
}
