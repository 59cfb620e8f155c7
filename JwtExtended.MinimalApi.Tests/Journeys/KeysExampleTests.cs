using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

public sealed class KeysExampleTests
{
    private static readonly TimeSpan FetchLimit = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Keys_are_rotated_and_retired_while_a_second_service_trusts_the_issuer()
    {
        using var folder = new TemporaryFolder();
        await using var issuer = await StartIssuerAsync(folder);
        await using var orders = await ExampleProcess.StartAsync(
            "KeysResource", "--Authority", issuer.Client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        var old = await LoginAsync(issuer, "alice");
        await ShouldBeTakenAsync(issuer, orders, old);
        var oldKid = await KidAsync(issuer, old);

        using var rotated = await issuer.PostAsync("/keys/rotate", old);
        rotated.Should().BeOk();
        var renewed = await LoginAsync(issuer, "alice");
        (await KidAsync(issuer, renewed))
            .Should().Be(JsonElement.Parse(await rotated.Content.ReadAsStringAsync()).GetProperty("kid").GetString()).And.NotBe(oldKid);
        await WaitUntilTakenAsync(orders, renewed);
        await ShouldBeTakenAsync(issuer, orders, renewed);
        await ShouldBeTakenAsync(issuer, orders, old);

        using var retired = await issuer.PostAsync($"/keys/retire/{oldKid}", renewed);
        retired.StatusCode.Should().Be(HttpStatusCode.NoContent);
        using var refused = await issuer.GetAsync("/me", old);
        refused.Should().BeRefused(JwtErrorCode.TokenInvalid);
        // The second service has not fetched the keys again.
        await ShouldBeTakenAsync(orders, "/orders", old);
        await ShouldBeTakenAsync(issuer, orders, renewed);
    }

    [Test]
    public async Task Only_an_administrator_changes_keys_and_the_signing_one_stays()
    {
        using var folder = new TemporaryFolder();
        await using var issuer = await StartIssuerAsync(folder);
        var (alice, bob) = (await LoginAsync(issuer, "alice"), await LoginAsync(issuer, "bob"));

        using var denied = await issuer.PostAsync("/keys/rotate", bob);
        using var signing = await issuer.PostAsync($"/keys/retire/{await KidAsync(issuer, alice)}", alice);
        using var unknown = await issuer.PostAsync("/keys/retire/unknown", alice);

        denied.Should().BeRefused(JwtErrorCode.AccessDenied);
        signing.StatusCode.Should().Be(HttpStatusCode.Conflict);
        unknown.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task The_key_file_of_the_first_run_serves_the_next_one()
    {
        using var folder = new TemporaryFolder();
        var address = FreeAddress();
        string token;
        await using (var first = await StartIssuerAsync(folder, address))
            token = await LoginAsync(first, "alice");

        await using var second = await StartIssuerAsync(folder, address);
        using var response = await second.GetAsync("/me", token);

        response.Should().BeOk();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(folder.KeyFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static Task<ExampleProcess> StartIssuerAsync(TemporaryFolder folder, string? address = null)
    {
        address ??= FreeAddress();
        return ExampleProcess.StartAsync("Keys", "--urls", address, "--Jwt:Issuer", address, "--KeyFile", folder.KeyFile);
    }

    // The issuer holds the port, so that it has to be known before the start.
    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    private static async Task<string> LoginAsync(ExampleProcess issuer, string username) =>
        (await issuer.PostForTokensAsync($"/login/{username}")).Access;

    private static async Task<string?> KidAsync(ExampleProcess issuer, string token)
    {
        using var response = await issuer.GetAsync("/me", token);
        response.Should().BeOk();
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("kid").GetString();
    }

    private static async Task ShouldBeTakenAsync(ExampleProcess issuer, ExampleProcess orders, string token)
    {
        await ShouldBeTakenAsync(issuer, "/me", token);
        await ShouldBeTakenAsync(orders, "/orders", token);
    }

    private static async Task ShouldBeTakenAsync(ExampleProcess app, string path, string token)
    {
        using var response = await app.GetAsync(path, token);
        response.Should().BeOk();
    }

    // The first token of a new key makes the service fetch the keys in the background.
    private static async Task WaitUntilTakenAsync(ExampleProcess orders, string token)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < FetchLimit;)
        {
            using var response = await orders.GetAsync("/orders", token);
            if (response.IsSuccessStatusCode)
                return;
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

        public string KeyFile => Path.Combine(_folder.FullName, "signing.pem");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
