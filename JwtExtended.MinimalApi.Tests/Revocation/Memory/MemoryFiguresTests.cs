using System.Globalization;
using JwtExtended.MinimalApi.Tests.Support.Peers;

namespace JwtExtended.MinimalApi.Tests.Revocation.Memory;

/// <summary>Revocations in memory stay small. Measured in a separate process, where nothing else allocates.</summary>
public sealed class MemoryFiguresTests
{
    [Test]
    public async Task An_entry_takes_less_than_150_bytes()
    {
        await using var peer = Peer.Start("memory", "200000");

        var lines = await peer.ReadToEndAsync();

        await TestContext.Out.WriteLineAsync(string.Join(Environment.NewLine, lines));
        var bytes = lines.Single(line => line.StartsWith(MemoryFigures.BytesPerEntry, StringComparison.Ordinal)).Split(": ")[1];
        double.Parse(bytes, CultureInfo.InvariantCulture).Should().BeLessThan(150);
        lines.Should().Contain("entries left: 100000");
    }
}
