using Microsoft.Playwright;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>The browser of these tests. Every visitor has its own cookies and cache.</summary>
[SetUpFixture]
public sealed class Chromium
{
    // The package of Debian, as .ci/run installs it.
    private const string Executable = "/usr/bin/chromium";

    // Names without DNS entries: all of them resolve to this machine, and are different sites for the browser.
    private const string Hosts = "--host-resolver-rules=MAP *.test 127.0.0.1";

    private static readonly string[] Arguments =
    [
        Hosts, "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (!File.Exists(Executable))
            Skip($"Chromium is needed at {Executable}: apt-get install --no-install-recommends chromium");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args = Arguments,
            // The back button restores pages as they were left, as in a user's browser.
            IgnoreDefaultArgs = ["--disable-back-forward-cache"],
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A visitor with a separate browser context.</summary>
    internal static async Task<IBrowserContext> NewVisitorAsync(
        int width = 1280, int height = 900, ColorScheme colors = ColorScheme.Light, float scale = 1)
    {
        var visitor = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            IgnoreHTTPSErrors = true,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colors,
            DeviceScaleFactor = scale,
            Locale = "en-GB",
        });
        visitor.SetDefaultTimeout(10_000);
        return visitor;
    }

    /// <summary>A separate browser, with a prepared profile.</summary>
    internal static Task<IBrowserContext> LaunchWithProfileAsync(string folder) =>
        _playwright!.Chromium.LaunchPersistentContextAsync(folder, new()
        {
            ExecutablePath = Executable,
            Args = Arguments,
            IgnoreHTTPSErrors = true,
            Timeout = 30_000,
        });

    // A machine that installs everything must not skip the tests.
    private static void Skip(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Assert.Ignore(reason);
    }
}
