using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>Hands connections in memory to the server.</summary>
internal sealed class MemoryListener(EndPoint endpoint, Channel<ConnectionContext> connections) : IConnectionListener
{
    public EndPoint EndPoint => endpoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await connections.Reader.WaitToReadAsync(cancellationToken))
        {
            if (connections.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        connections.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
