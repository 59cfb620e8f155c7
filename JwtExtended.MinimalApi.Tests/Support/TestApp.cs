using System.Net.Http.Headers;
using JwtExtended.MinimalApi.Configuration;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A real app on a free loopback port, with a clock that the test controls.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>When a long request is looked up again. A clock that jumps further leaves its end no time.</summary>
    public static readonly TimeSpan RecheckInterval = JwtDefaults.RecheckInterval;

    private TestApp(WebApplication app, JwtService jwt, FakeTimeProvider time, FakeLogCollector logs)
    {
        App = app;
        Jwt = jwt;
        Time = time;
        Logs = logs;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public WebApplication App { get; }

    public JwtService Jwt { get; }

    public FakeTimeProvider Time { get; }

    public FakeLogCollector Logs { get; }

    public HttpClient Client { get; }

    public static async Task<TestApp> StartAsync(
        Action<WebApplication> routes,
        Action<JwtOptions>? configure = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? pipeline = null,
        string environment = "Production")
    {
        var builder = CreateBuilder(environment);
        build?.Invoke(builder);
        var app = builder.Build();
        try
        {
            pipeline?.Invoke(app);
            var jwt = MinimalApi.Jwt.Initialize(app, configure);
            routes(app);
            await app.StartAsync();
            return new TestApp(
                app, jwt, (FakeTimeProvider)app.Services.GetRequiredService<TimeProvider>(), app.Services.GetFakeLogCollector());
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public static WebApplicationBuilder CreateBuilder(string environment = "Production")
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = environment, ApplicationName = "TestApp" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Jwt:SecretKey"] = TestKeys.Secret;
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Start));
        return builder;
    }

    /// <summary>Sends a request, with a token in the Authorization header.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetWithHeaderAsync(string path, params (string Name, string Value)[] headers) =>
        this.SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Waits for something that happens outside of requests and shows only in the log.</summary>
    public async Task WaitForLogAsync(string text, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        await foreach (var log in Logs.GetLogsAsync(cancellationToken: timeout.Token))
        {
            if (log.Message.Contains(text, StringComparison.Ordinal))
                return;
        }
    }

    /// <summary>Moves the clock on at once, and further only while nothing happens: something may begin late to wait for it.</summary>
    public async Task AdvanceUntilAsync(Task done, TimeSpan first)
    {
        Time.Advance(first);
        for (var seconds = 0; seconds < 60; seconds++)
        {
            if (await Task.WhenAny(done, Task.Delay(TimeSpan.FromSeconds(1))) == done)
                return;
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        throw new TimeoutException("Nothing happened.");
    }

    /// <summary>What the app has logged as a warning or an error, beside what it logs at every start.</summary>
    public IEnumerable<string> Failures(LogLevel level = LogLevel.Warning) => Logs.GetSnapshot()
        .Where(log => log.Level >= level)
        .Select(static log => log.Message)
        .Where(static message => !message.StartsWith("Revocations are held", StringComparison.Ordinal))
        .Where(static message => !message.StartsWith("Hosting startup assembly", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
