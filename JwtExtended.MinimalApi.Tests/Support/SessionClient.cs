using System.Net.Http.Headers;
using System.Text.Json;
using JwtExtended.MinimalApi.Revocation.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>What a client does with a session: send requests, refresh, log out.</summary>
internal static class SessionClient
{
    public static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null, Action<WebApplicationBuilder>? build = null) =>
        TestApp.StartAsync(
            routes =>
            {
                routes.MapJwtRefresh();
                routes.MapJwtLogout();
                routes.MapJwtLogoutAll();
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
                routes.MapGet("/admin", () => "admin").RequireJwt(jwt => jwt.Allow("ADMIN"));
                routes.MapPost("/manual", (Token token) => token.Identity).RequireRefreshJwt();
            },
            configure,
            build);

    /// <summary>Starts the same app on a store in memory with hooks.</summary>
    public static async Task<(TestApp App, HookedStore Store)> StartHookedAsync(Action<JwtOptions>? configure = null)
    {
        HookedStore store = null!;
        var app = await StartAsync(cfg =>
        {
            cfg.Revocation.UseStore(
                services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
            configure?.Invoke(cfg);
        });
        return (app, store);
    }

    public static Task<HttpResponseMessage> RefreshAsync(this TestApp app, string refreshToken) =>
        app.SendAsync(HttpMethod.Post, "/refresh", refreshToken);

    /// <summary>Sends a refresh request, which must succeed.</summary>
    public static async Task<(string Access, string Refresh)> RefreshedAsync(this TestApp app, string refreshToken)
    {
        using var response = await app.RefreshAsync(refreshToken);
        response.Should().BeOk();
        return await ReadPairAsync(response);
    }

    public static async Task<(string Access, string Refresh)> ReadPairAsync(HttpResponseMessage response)
    {
        using var pair = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (pair.RootElement.GetProperty("access_token").GetString()!, pair.RootElement.GetProperty("refresh_token").GetString()!);
    }

    public static Token ReadToken(this TestApp app, string encoded, TokenType type = TokenType.Access)
    {
        app.Jwt.TryRead(encoded, out var token, out var error, type).Should().BeTrue("it was refused as {0}", error?.Code);
        return token!;
    }

    /// <summary>Sends a request with a token in a separate header, as clients that send both tokens do.</summary>
    public static async Task<HttpResponseMessage> PostAsync(this HttpClient client, string url, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request);
    }
}
