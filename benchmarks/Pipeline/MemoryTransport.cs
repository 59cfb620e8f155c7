using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>Takes the place of Kestrel's sockets: connections in memory.</summary>
internal sealed class MemoryTransport : IConnectionListenerFactory
{
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new MemoryListener(endpoint, _connections));

    /// <summary>Opens a connection to the server.</summary>
    public MemoryClient Connect(MemoryPool<byte> pool)
    {
        // Inline: what one end writes, the other end reads at once, on the same thread.
        var options = new PipeOptions(pool, PipeScheduler.Inline, PipeScheduler.Inline, useSynchronizationContext: false);
        var (requests, responses) = (new Pipe(options), new Pipe(options));
        var (client, server) = (new DuplexPipe(responses.Reader, requests.Writer), new DuplexPipe(requests.Reader, responses.Writer));
        if (!_connections.Writer.TryWrite(new MemoryConnection(server, client, pool)))
            throw new InvalidOperationException("The server has been stopped.");
        return new MemoryClient(client);
    }
}
