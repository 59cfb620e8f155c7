using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>A running service on Flask-JWT-Extended, from which an application moves to the package.</summary>
internal sealed class LegacyService : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Script =
        Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Interop", "python", "legacy_service.py");

    private readonly EngineProcess _process;

    private LegacyService(EngineProcess process, int port)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public HttpClient Client { get; }

    public static async Task<LegacyService> StartAsync(byte[] key)
    {
        try
        {
            await EngineProcess.RunAsync(new ProcessStartInfo(Python, ["-c", "import flask_jwt_extended"]));
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Engine.Missing("python3 with flask_jwt_extended", "python3-python-flask-jwt-extended");
        }

        var port = EngineProcess.FreePort();
        var start = new ProcessStartInfo(Python, [Script, $"{port}"]) { Environment = { ["LEGACY_KEY"] = Convert.ToHexString(key) } };
        return new LegacyService(await EngineProcess.StartAsync(start, "Running on"), port);
    }

    /// <summary>Signs in.</summary>
    /// <returns>The access token and the refresh token.</returns>
    public async Task<(string Access, string Refresh)> LoginAsync(string library, JsonNode identity, JsonObject? claims = null)
    {
        using var response = await Client.PostAsJsonAsync(
            $"/login/{library}", new JsonObject { ["identity"] = identity, ["claims"] = claims ?? [] });
        var tokens = (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!;
        return ((string)tokens["access"]!, (string)tokens["refresh"]!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
