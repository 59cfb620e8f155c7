using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Peers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>Processes of their own that share a folder of keys, and are killed.</summary>
[NonParallelizable]
public sealed class RotationProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase("before add")]
    [TestCase("after add")]
    [TestCase("after list")]
    [TestCase(KeyPeer.Signing)]
    public async Task A_process_that_is_killed_in_any_phase_leaves_one_key_to_the_others(string phase)
    {
        var tokens = new List<string>();
        await using (var killed = Peer.Start("keys", _folder.Path, phase))
        {
            await BeginAsync(killed);
            var line = (await killed.ReadLineAsync())!;
            if (phase == KeyPeer.Signing)
                tokens.Add(line);
            else
                line.Should().Be(phase);
            killed.Kill();
        }

        await using var a = Peer.Start("keys", _folder.Path, KeyPeer.Signing);
        await using var b = Peer.Start("keys", _folder.Path, KeyPeer.Signing);
        await Task.WhenAll(BeginAsync(a), BeginAsync(b));
        tokens.Add((await a.ReadLineAsync())!);
        tokens.Add((await b.ReadLineAsync())!);

        tokens.Select(static line => line.Split(' ')[0]).Distinct().Should().ContainSingle();
        Directory.GetDirectories(Path.Combine(_folder.Path, "keys"), "signing-*", SearchOption.AllDirectories).Should().ContainSingle();
        await AssertReadAsync(tokens);
    }

    [Test]
    public async Task Processes_that_start_at_the_same_moment_sign_with_one_key()
    {
        var peers = Enumerable.Range(0, 4).Select(_ => Peer.Start("keys", _folder.Path, KeyPeer.Signing)).ToList();
        try
        {
            foreach (var peer in peers)
                (await peer.ReadLineAsync()).Should().Be(PeerProgram.Ready);
            await Task.WhenAll(peers.Select(static peer => peer.GoAsync()));
            var lines = await Task.WhenAll(peers.Select(static peer => peer.ReadLineAsync().AsTask()));

            lines.Select(static line => line!.Split(' ')[0]).Distinct().Should().ContainSingle();
            await AssertReadAsync(lines!);
        }
        finally
        {
            foreach (var peer in peers)
                await peer.DisposeAsync();
        }
    }

    private static async Task BeginAsync(Peer peer)
    {
        (await peer.ReadLineAsync()).Should().Be(PeerProgram.Ready);
        await peer.GoAsync();
    }

    private async Task AssertReadAsync(IEnumerable<string> lines)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var reader = new TestService(
            cfg =>
            {
                cfg.Keys.RotateEvery(TimeSpan.FromHours(1));
                cfg.Keys.UseStore(_ => new KeyFolder(Path.Combine(_folder.Path, "keys"), time));
            },
            builder =>
            {
                builder.Configuration["Jwt:SecretKey"] = null;
                builder.Services.AddSingleton<TimeProvider>(time);
                KeyPeer.Protect(builder.Services, _folder.Path);
            });
        foreach (var line in lines)
        {
            var parts = line.Split(' ');
            reader.Read(parts[1]).Kid.Should().Be(parts[0]);
            reader.Read(parts[2], TokenType.Refresh);
        }
    }
}
