using System.IO.Pipelines;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>One end of a connection in memory.</summary>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input { get; } = input;

    public PipeWriter Output { get; } = output;
}
