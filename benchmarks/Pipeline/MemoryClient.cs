using System.Buffers;
using System.IO.Pipelines;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>The client's end of a connection in memory, kept alive between requests.</summary>
internal sealed class MemoryClient(DuplexPipe connection) : IDisposable
{
    /// <summary>Gets how often the server continued on another thread, and the client had to wait for it.</summary>
    public long Waits { get; private set; }

    /// <summary>Sends a request, reads the response to its end and returns its status.</summary>
    public int Send(ReadOnlySpan<byte> request)
    {
        connection.Output.Write(request);
        // With inline schedulers the server handles the request within this call.
        var flush = connection.Output.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
            flush.AsTask().GetAwaiter().GetResult();
        return ReadResponse();
    }

    public void Dispose()
    {
        connection.Output.Complete();
        connection.Input.Complete();
    }

    private int ReadResponse()
    {
        while (true)
        {
            if (!connection.Input.TryRead(out var result))
                result = Wait();
            var buffer = result.Buffer;
            if (HttpResponseText.TryReadStatus(buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray(), out var status))
            {
                connection.Input.AdvanceTo(buffer.End);
                return status;
            }

            if (result.IsCompleted)
                throw new InvalidOperationException("The server closed the connection before the end of a response.");
            connection.Input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private ReadResult Wait()
    {
        Waits++;
        return connection.Input.ReadAsync().AsTask().GetAwaiter().GetResult();
    }
}
