using System.Text;
using JwtExtended.MinimalApi.Endpoints;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The body in front of a shared cache: the action before the first byte runs once.</summary>
public sealed class FirstWriteStreamTests
{
    private static IEnumerable<TestCaseData> Writes =>
    [
        Case("Write", stream => Do(() => stream.Write("ab"u8.ToArray(), 0, 2)), 2),
        Case("Write of a part", stream => Do(() => stream.Write("xaby"u8.ToArray(), 1, 2)), 2),
        Case("Write of a span", stream => Do(() => stream.Write("ab"u8)), 2),
        Case("WriteAsync", stream => stream.WriteAsync("ab"u8.ToArray(), 0, 2, CancellationToken.None), 2),
        Case("WriteAsync of a part", stream => stream.WriteAsync("xaby"u8.ToArray(), 1, 2, CancellationToken.None), 2),
        Case("WriteAsync of memory", stream => stream.WriteAsync("ab"u8.ToArray().AsMemory()).AsTask(), 2),
        Case("Flush", stream => Do(stream.Flush), 0),
        Case("FlushAsync", stream => stream.FlushAsync(CancellationToken.None), 0),
    ];

    [TestCaseSource(nameof(Writes))]
    public async Task What_comes_first_is_done_once_and_before_anything_passes(Func<Stream, Task> write, int length)
    {
        using var probe = new Probe();

        await write(probe.Stream);
        await write(probe.Stream);

        probe.LengthAtFirst.Should().Equal(0);
        probe.Text.Should().Be(length == 0 ? "" : "abab");
        probe.Flushes.Should().Be(length == 0 ? 2 : 0);
    }

    [Test]
    public async Task What_was_done_before_a_write_is_not_done_again()
    {
        using var probe = new Probe();

        probe.Stream.BeforeWrite();
        probe.Stream.BeforeWrite();
        await probe.Stream.WriteAsync("ab"u8.ToArray().AsMemory());

        probe.LengthAtFirst.Should().Equal(0);
    }

    [Test]
    public void It_can_be_written_and_nothing_else()
    {
        using var probe = new Probe();
        var stream = probe.Stream;
        Action[] others =
        [
            () => _ = stream.Length, () => _ = stream.Position, () => stream.Position = 0, () => stream.SetLength(0),
            () => stream.Seek(0, SeekOrigin.Begin), () => _ = stream.Read(new byte[1], 0, 1),
        ];

        (stream.CanRead, stream.CanSeek, stream.CanWrite).Should().Be((false, false, true));
        others.Should().AllSatisfy(other => other.Should().Throw<NotSupportedException>());
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static TestCaseData Case(string what, Func<Stream, Task> write, int length) =>
        new TestCaseData(write, length).SetArgDisplayNames(what);

    /// <summary>The stream under test, and a log of what it did.</summary>
    private sealed class Probe : MemoryStream
    {
        public Probe() => Stream = new FirstWriteStream(this, () => LengthAtFirst.Add(Length + Flushes));

        public FirstWriteStream Stream { get; }

        public List<long> LengthAtFirst { get; } = [];

        public string Text => Encoding.UTF8.GetString(ToArray());

        public int Flushes { get; private set; }

        public override void Flush() => Flushes++;
    }
}
