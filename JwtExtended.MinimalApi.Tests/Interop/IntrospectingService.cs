using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Validation.AspNetCore;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>A second service, without this package: it asks the issuer about each token, through <c>OpenIddict.Validation</c>.</summary>
internal sealed class IntrospectingService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private IntrospectingService(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public static async Task<IntrospectingService> StartAsync(string issuer, string secret, string audience = IssuerApp.Audience)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        builder.Services.AddOpenIddict().AddValidation(options =>
        {
            options.SetIssuer(issuer);
            options.AddAudiences(audience);
            options.UseIntrospection().SetClientId(OAuthIssuer.Caller).SetClientSecret(secret);
            options.UseSystemNetHttp();
            options.UseAspNetCore();
        });
        var app = builder.Build();
        app.MapGet("/orders", static (HttpContext context) =>
            $"{context.User.FindFirst("sub")?.Value} {context.User.FindFirst("role")?.Value}").RequireAuthorization();
        await app.StartAsync();
        return new IntrospectingService(app);
    }

    /// <summary>Sends a request with a token; returns the status, and the subject with its role.</summary>
    public async Task<(HttpStatusCode Status, string User)> RequestAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
