using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>A second service, without this package: it trusts an issuer through <c>JwtBearer</c>.</summary>
internal sealed class BearerService : IAsyncDisposable
{
    private static readonly TimeSpan FetchLimit = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private BearerService(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    private JwtBearerOptions Options =>
        _app.Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);

    private IConfigurationManager<OpenIdConnectConfiguration> Metadata => Options.ConfigurationManager!;

    public static async Task<BearerService> StartAsync(string issuer, Action<JwtBearerOptions>? configure = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication().AddJwtBearer(bearer =>
        {
            bearer.Authority = issuer;
            bearer.Audience = IssuerApp.Audience;
            bearer.RequireHttpsMetadata = false;
            bearer.MapInboundClaims = false;
            // Five minutes by default.
            bearer.TokenValidationParameters.ClockSkew = TimeSpan.Zero;
            configure?.Invoke(bearer);
        });
        var app = builder.Build();
        app.MapGet("/orders", (HttpContext context) => context.User.FindFirst("sub")?.Value).RequireAuthorization();
        await app.StartAsync();
        return new BearerService(app);
    }

    /// <summary>Sends a request with a token; returns the status and the subject.</summary>
    public async Task<(HttpStatusCode Status, string Sub)> RequestAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Requests the keys again, as the service does by itself after some hours.</summary>
    public void RequestRefresh() => Metadata.RequestRefresh();

    /// <summary>Waits until the service, which fetches in the background, knows a key.</summary>
    public async Task WaitForKeyAsync(string kid)
    {
        using var limit = new CancellationTokenSource(FetchLimit);
        while ((await Metadata.GetConfigurationAsync(limit.Token)).SigningKeys.All(key => key.KeyId != kid))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
