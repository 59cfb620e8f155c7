using System.Buffers;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>Reads the beginning of a body, and puts it back for the handler.</summary>
/// <param name="maxBytes">The length from which on a body is too long.</param>
internal sealed class RequestBody(int maxBytes)
{
    // Grows as data arrives: a connection holds what its client has sent, and no client makes it hold more.
    private const int FirstBytes = 1024;

    /// <summary>Reads the body.</summary>
    /// <param name="request">The request. Its body starts from the beginning again.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The body; <see langword="null"/> when it is too long, or cannot be read to its end.</returns>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = request.Body;
        var start = body.CanSeek ? body.Position : 0;
        var length = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        try
        {
            ExceptionDispatchInfo? failure = null;
            var isComplete = false;
            try
            {
                while (!isComplete && length < maxBytes)
                {
                    if (length == buffer.Length)
                        buffer = Grow(buffer);
                    var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
                    isComplete = read == 0;
                    length += read;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever a body throws that exceeds its limit or its declared length, or that is not compressed as it says.
                failure = ExceptionDispatchInfo.Capture(e);
            }

            var bytes = buffer.AsSpan(0, length).ToArray();
            if (body.CanSeek)
                body.Position = start;
            else
                request.Body = isComplete ? new MemoryStream(bytes, writable: false) : new PrefixedStream(bytes, body, failure);
            return isComplete ? bytes : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return larger;
    }
}
