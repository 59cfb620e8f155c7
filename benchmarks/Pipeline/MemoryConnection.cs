using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>The server's view of a connection in memory.</summary>
internal sealed class MemoryConnection : DefaultConnectionContext, IMemoryPoolFeature
{
    public MemoryConnection(DuplexPipe server, DuplexPipe client, MemoryPool<byte> pool) : base(Guid.NewGuid().ToString(), server, client)
    {
        MemoryPool = pool;
        Features.Set<IMemoryPoolFeature>(this);
    }

    public MemoryPool<byte> MemoryPool { get; }
}
