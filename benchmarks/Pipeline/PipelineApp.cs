using System.Text;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>A variant, with a connection to its app.</summary>
internal sealed class PipelineApp : IDisposable
{
    private readonly MemoryClient _client;
    private readonly byte[] _request;

    public PipelineApp(PipelineVariant variant, PipelineHost host)
    {
        Variant = variant;
        _client = host.Connect();
        _request = RequestWith($"{variant.Credentials(host.Services)}\r\n");
        Get = GetSuccessfully;
    }

    public PipelineVariant Variant { get; }

    /// <summary>Gets one request and its response, which must be a success.</summary>
    public Action Get { get; }

    public long Waits => _client.Waits;

    /// <summary>Throws unless the route accepts its credentials, and refuses a request without any where it is protected.</summary>
    public void Check()
    {
        GetSuccessfully();
        if (_client.Send(RequestWith("")) is var status && status != Variant.StatusWithoutCredentials)
            throw new InvalidOperationException($"The response of '{Variant.Name}' to a request without credentials is {status}.");
    }

    public void Dispose() => _client.Dispose();

    private byte[] RequestWith(string credentials) => Encoding.ASCII.GetBytes(
        $"GET {Variant.Path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: benchmarks\r\nAccept: */*\r\n{credentials}\r\n");

    private void GetSuccessfully()
    {
        if (_client.Send(_request) is var status and not StatusCodes.Status200OK)
            throw new InvalidOperationException($"The response of '{Variant.Name}' is {status}.");
    }
}
