using JwtExtended.MinimalApi.Authentication;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>The cancellation that a handler sees of a stream, during its request and after it.</summary>
public sealed class StreamEndStateTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_client_that_leaves_cancels_the_request_while_it_runs_and_nothing_after_it(bool isOver)
    {
        using var client = new CancellationTokenSource();
        var context = new DefaultHttpContext { RequestAborted = client.Token };
        var end = new StreamEnd(waitsForStart: false, endsOnlyEvents: false);
        end.Attach(context);
        var seen = context.RequestAborted;

        if (isOver)
            end.Dispose();
        await client.CancelAsync();

        (seen == client.Token, seen.IsCancellationRequested).Should().Be((false, !isOver));
        end.Dispose();
        context.RequestAborted.Should().Be(client.Token);
    }
}
