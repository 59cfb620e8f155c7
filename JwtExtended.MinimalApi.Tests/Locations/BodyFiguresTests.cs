using System.Globalization;
using JwtExtended.MinimalApi.Tests.Support.Peers;

namespace JwtExtended.MinimalApi.Tests.Locations;

/// <summary>What a slow anonymous caller makes the app hold. Measured in a separate process, where nothing else allocates.</summary>
public sealed class BodyFiguresTests
{
    [Test]
    public async Task A_slow_body_holds_little_more_than_it_would_without_the_package()
    {
        await using var peer = Peer.Start("bodies", "200");

        var lines = await peer.ReadToEndAsync();

        await TestContext.Out.WriteLineAsync(string.Join(Environment.NewLine, lines));
        (ValueOf(lines, BodyFigures.With) - ValueOf(lines, BodyFigures.Without)).Should().BeLessThan(6 * 1024);
    }

    private static double ValueOf(List<string> lines, string what)
    {
        var line = lines.Single(line => line.StartsWith(what, StringComparison.Ordinal));
        return double.Parse(line.Split(": ")[1], CultureInfo.InvariantCulture);
    }
}
