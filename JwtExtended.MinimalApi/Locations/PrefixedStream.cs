using System.Runtime.ExceptionServices;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>A body whose beginning was read already: those bytes first, then the rest, or the error that reading it resulted in.</summary>
internal sealed class PrefixedStream(byte[] prefix, Stream rest, ExceptionDispatchInfo? failure) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (TryReadPrefix(buffer, out var read))
            return read;
        failure?.Throw();
        return rest.Read(buffer);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryReadPrefix(buffer.Span, out var read))
            return ValueTask.FromResult(read);
        return failure is null ? rest.ReadAsync(buffer, cancellationToken) : ValueTask.FromException<int>(failure.SourceException);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool TryReadPrefix(Span<byte> buffer, out int read)
    {
        var remaining = prefix.AsSpan(_position);
        read = Math.Min(remaining.Length, buffer.Length);
        remaining[..read].CopyTo(buffer);
        _position += read;
        return read > 0 || (buffer.IsEmpty && !remaining.IsEmpty);
    }
}
