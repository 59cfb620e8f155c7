using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Browser;

/// <summary>Reports what happens to an account to the clients that currently follow it.</summary>
internal sealed class Activity
{
    private const int Backlog = 32;

    private readonly ConcurrentDictionary<Channel<string>, string> _followers = [];

    public void Tell(string identity, string text)
    {
        foreach (var (channel, follower) in _followers)
        {
            if (follower == identity)
                channel.Writer.TryWrite(text);
        }
    }

    /// <summary>Continues until the lifetime is canceled, or the browser disconnects.</summary>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        string identity, CancellationToken lifetime, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        using var end = lifetime.Register(() => channel.Writer.TryComplete());
        _followers[channel] = identity;
        try
        {
            // Sent immediately: the browser considers a feed connected when its first bytes arrive.
            yield return new SseItem<string>("", "connected");
            await foreach (var text in channel.Reader.ReadAllAsync(cancellationToken))
                yield return new SseItem<string>(text);
        }
        finally
        {
            _followers.TryRemove(channel, out _);
        }
    }
}
