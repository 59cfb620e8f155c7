using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// The writes of one server. What arrives while WAIT is running is sent together afterwards, with one WAIT for all: without replicas no
/// write waits for those before.
/// </summary>
internal sealed class ReplicatedServer(int replicas, TimeSpan timeout)
{
    private readonly Lock _lock = new();
    private List<ReplicatedWrite> _pending = [];
    private bool _isSending;

    public Task<RedisResult> RunAsync(IServer server, ReplicatedWrite write)
    {
        lock (_lock)
        {
            _pending.Add(write);
            if (!_isSending)
            {
                _isSending = true;
                _ = Task.Run(() => SendPendingAsync(server), CancellationToken.None);
            }
        }

        return write.Result;
    }

    private async Task SendPendingAsync(IServer server)
    {
        while (TakePending() is { Count: > 0 } writes)
        {
            try
            {
                var acknowledged = await SendAsync(server, writes);
                foreach (var write in writes)
                    await write.CompleteAsync(acknowledged >= replicas ? null : NotAcknowledged(acknowledged));
            }
            catch (Exception e)
            {
                foreach (var write in writes)
                    await write.CompleteAsync(e);
            }
        }
    }

    private List<ReplicatedWrite> TakePending()
    {
        lock (_lock)
        {
            var taken = _pending;
            _pending = [];
            _isSending = taken.Count > 0;
            return taken;
        }
    }

    // WAIT counts the replicas that have what this server wrote so far. A server that started again in between may have lost the write:
    // the connection must be the same one before and behind.
    private async Task<int> SendAsync(IServer server, List<ReplicatedWrite> writes)
    {
        var before = server.ExecuteAsync("CLIENT", ["ID"], CommandFlags.NoRedirect);
        foreach (var write in writes)
            write.Send(server);
        var acknowledged = server.ExecuteAsync("WAIT", [replicas, (long)timeout.TotalMilliseconds], CommandFlags.NoRedirect);
        var after = server.ExecuteAsync("CLIENT", ["ID"], CommandFlags.NoRedirect);
        await Task.WhenAll(before, acknowledged, after);
        return (long)await before == (long)await after
            ? (int)await acknowledged
            : throw new RedisConnectionException(
                ConnectionFailureType.SocketFailure, CommandFlags.None, "The connection was lost during the write.");
    }

    private RedisException NotAcknowledged(int acknowledged) => new(
        $"{acknowledged} replicas acknowledged the write within {timeout.TotalMilliseconds} ms, and {replicas} have to.");
}
