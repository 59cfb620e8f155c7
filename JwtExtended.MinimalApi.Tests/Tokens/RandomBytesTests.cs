using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Tokens;

public sealed class RandomBytesTests
{
    [Test]
    public void Bytes_are_used_only_once()
    {
        var random = new RandomBytes();
        var seen = new HashSet<string>();

        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 1000; i++)
            {
                var bytes = new byte[16];
                random.Fill(bytes);
                lock (seen)
                    seen.Add(Convert.ToHexString(bytes)).Should().BeTrue();
            }
        });

        seen.Should().HaveCount(4000);
    }

    [TestCase(1)]
    [TestCase(512)]
    [TestCase(513)]
    public void A_span_of_any_length_is_filled(int count)
    {
        var random = new RandomBytes();
        var all = new byte[count];

        for (var i = 0; i < 20; i++)
        {
            var bytes = new byte[count];
            random.Fill(bytes);
            for (var j = 0; j < count; j++)
                all[j] |= bytes[j];
        }

        all.Should().NotContain(value => value == 0);
    }
}
