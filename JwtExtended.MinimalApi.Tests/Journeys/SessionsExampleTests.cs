using System.Net;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;

namespace JwtExtended.MinimalApi.Tests.Journeys;

public sealed class SessionsExampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Devices_are_listed_and_one_ends_another()
    {
        await using var app = await StartAsync();
        var (phone, laptop, bob) =
            (await LoginAsync(app, "alice", "phone"), await LoginAsync(app, "alice", "laptop"), await LoginAsync(app, "bob", "phone"));

        var devices = await DevicesAsync(app, phone);
        var (ofPhone, ofLaptop) = (devices[0].GetProperty("id").GetString(), devices[1].GetProperty("id").GetString());
        using var byBob = await app.SendAsync(HttpMethod.Delete, $"/devices/{ofLaptop}", bob.Access);
        using var byPhone = await app.SendAsync(HttpMethod.Delete, $"/devices/{ofLaptop}", phone.Access);
        using var again = await app.SendAsync(HttpMethod.Delete, $"/devices/{ofLaptop}", phone.Access);

        devices.Select(device => device.GetProperty("userAgent").GetString()).Should().Equal("phone", "laptop");
        devices.Select(device => device.GetProperty("current").GetBoolean()).Should().Equal(true, false);
        byBob.StatusCode.Should().Be(HttpStatusCode.NotFound);
        byPhone.StatusCode.Should().Be(HttpStatusCode.NoContent);
        again.StatusCode.Should().Be(HttpStatusCode.NotFound);
        await ShouldBeOverAsync(app, laptop);
        (await DevicesAsync(app, phone)).Should().ContainSingle().Which.GetProperty("id").GetString().Should().Be(ofPhone);
        (await app.GetAsync("/me", phone.Access)).Should().BeOk($$"""{"identity":"alice","sessionId":"{{ofPhone}}"}""");
    }

    [Test]
    public async Task A_second_use_of_a_refresh_token_gets_the_same_successor_and_nobody_gets_ahead_of_it()
    {
        await using var app = await StartAsync();
        var phone = await LoginAsync(app, "alice", "phone");

        var next = await app.PostForTokensAsync("/refresh", phone.Refresh);
        var again = await app.PostForTokensAsync("/refresh", phone.Refresh);
        var later = await app.PostForTokensAsync("/refresh", next.Refresh);
        using var late = await app.PostAsync("/refresh", phone.Refresh);

        next.Refresh.Should().Be(again.Refresh).And.NotBe(phone.Refresh);
        next.Access.Should().NotBe(again.Access);
        later.Refresh.Should().Be(next.Refresh, "it was handed out a moment ago");
        late.Should().BeOk();
        await ShouldBeAliveAsync(app, later);
    }

    [Test]
    public async Task A_change_of_password_ends_the_other_sessions()
    {
        await using var app = await StartAsync();
        var (phone, laptop) = (await LoginAsync(app, "alice", "phone"), await LoginAsync(app, "alice", "laptop"));

        using var change = await app.PostAsync("/password", phone.Access);

        change.StatusCode.Should().Be(HttpStatusCode.NoContent);
        await ShouldBeOverAsync(app, laptop);
        await ShouldBeAliveAsync(app, phone);
    }

    [Test]
    public async Task A_repeated_logout_has_the_same_response_and_a_logout_everywhere_ends_every_device()
    {
        await using var app = await StartAsync();
        var phone = await LoginAsync(app, "alice", "phone");
        var laptop = await LoginAsync(app, "alice", "laptop");
        var tablet = await LoginAsync(app, "alice", "tablet");

        using var logout = await app.PostAsync("/logout", phone.Access);
        using var again = await app.PostAsync("/logout", phone.Refresh);
        using var everywhere = await app.PostAsync("/logout/all", laptop.Access);

        new[] { logout, again, everywhere }.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.NoContent);
        foreach (var device in new[] { phone, laptop, tablet })
            await ShouldBeOverAsync(app, device);
        await ShouldBeAliveAsync(app, await LoginAsync(app, "alice", "phone"));
    }

    [Test]
    public async Task Sessions_and_revocations_outlive_the_process()
    {
        ExampleTokens phone, laptop, tablet;
        await using (var first = await StartAsync())
        {
            phone = await LoginAsync(first, "alice", "phone");
            laptop = await LoginAsync(first, "alice", "laptop");
            tablet = await LoginAsync(first, "bob", "tablet");
            using var logout = await first.PostAsync("/logout", laptop.Access);
            using var everywhere = await first.PostAsync("/logout/all", tablet.Access);
            logout.StatusCode.Should().Be(HttpStatusCode.NoContent);
            everywhere.StatusCode.Should().Be(HttpStatusCode.NoContent);
        }

        await using var second = await StartAsync();

        (await DevicesAsync(second, phone)).Should().ContainSingle().Which.GetProperty("userAgent").GetString().Should().Be("phone");
        await ShouldBeOverAsync(second, laptop);
        await ShouldBeOverAsync(second, tablet);
        await ShouldBeAliveAsync(second, phone);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(_folder.Path, "signing.key")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Test]
    [Category(Engine.Category)]
    public async Task One_variable_moves_the_sessions_to_Redis_where_two_processes_share_them()
    {
        var server = await SharedEngines.RedisAsync();
        await using var a = await StartAsync("--Redis", server.Connection);
        await using var b = await StartAsync("--Redis", server.Connection);
        var (phone, laptop) = (await LoginAsync(a, "alice", "phone"), await LoginAsync(b, "alice", "laptop"));

        var devices = await DevicesAsync(b, phone);
        using var logout = await a.PostAsync("/logout", laptop.Access);

        devices.Should().HaveCount(2);
        logout.StatusCode.Should().Be(HttpStatusCode.NoContent);
        await ShouldBeOverAsync(b, laptop);
        await ShouldBeAliveAsync(b, phone);
    }

    private Task<ExampleProcess> StartAsync(params string[] arguments) =>
        ExampleProcess.StartAsync("Sessions", ["--Data", _folder.Path, .. arguments]);

    private static async Task<ExampleTokens> LoginAsync(ExampleProcess app, string username, string device)
    {
        app.Client.DefaultRequestHeaders.UserAgent.Clear();
        app.Client.DefaultRequestHeaders.UserAgent.ParseAdd(device);
        return await app.LoginAsync(username);
    }

    private static async Task<List<JsonElement>> DevicesAsync(ExampleProcess app, ExampleTokens tokens)
    {
        using var response = await app.GetAsync("/devices", tokens.Access);
        response.Should().BeOk();
        return [.. JsonElement.Parse(await response.Content.ReadAsStringAsync()).EnumerateArray()];
    }

    private static async Task ShouldBeOverAsync(ExampleProcess app, ExampleTokens tokens)
    {
        using var me = await app.GetAsync("/me", tokens.Access);
        using var refresh = await app.PostAsync("/refresh", tokens.Refresh);
        me.Should().BeRefused(JwtErrorCode.TokenRevoked);
        refresh.Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    private static async Task ShouldBeAliveAsync(ExampleProcess app, ExampleTokens tokens)
    {
        using var me = await app.GetAsync("/me", tokens.Access);
        me.Should().BeOk();
        await app.PostForTokensAsync("/refresh", tokens.Refresh);
    }
}
