using Grpc.Core;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>A service that knows nothing of tokens but whose its user is.</summary>
internal sealed class FeedService : FeedBase
{
    public override Task<string> Say(string request, ServerCallContext context) =>
        Task.FromResult($"{request} {context.GetHttpContext().GetJwtToken()!.Identity}");

    public override async Task Watch(string request, IServerStreamWriter<string> responseStream, ServerCallContext context)
    {
        if (request != "quiet")
            await responseStream.WriteAsync("one");
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
        await responseStream.WriteAsync("two");
    }

    public override async Task Chat(
        IAsyncStreamReader<string> requestStream, IServerStreamWriter<string> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync("echo " + request);
    }
}
