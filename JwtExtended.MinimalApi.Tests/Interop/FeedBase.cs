using Grpc.Core;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>A service as the compiler of gRPC writes it: one call, and two streams.</summary>
[BindServiceMethod(typeof(FeedBase), nameof(BindService))]
internal abstract class FeedBase
{
    public static readonly Method<string, string> SayMethod = Create(MethodType.Unary, nameof(Say));
    public static readonly Method<string, string> WatchMethod = Create(MethodType.ServerStreaming, nameof(Watch));
    public static readonly Method<string, string> ChatMethod = Create(MethodType.DuplexStreaming, nameof(Chat));

    public static void BindService(ServiceBinderBase binder, FeedBase? service)
    {
        binder.AddMethod(SayMethod, service is null ? null : new UnaryServerMethod<string, string>(service.Say));
        binder.AddMethod(WatchMethod, service is null ? null : new ServerStreamingServerMethod<string, string>(service.Watch));
        binder.AddMethod(ChatMethod, service is null ? null : new DuplexStreamingServerMethod<string, string>(service.Chat));
    }

    public abstract Task<string> Say(string request, ServerCallContext context);

    public abstract Task Watch(string request, IServerStreamWriter<string> responseStream, ServerCallContext context);

    public abstract Task Chat(
        IAsyncStreamReader<string> requestStream, IServerStreamWriter<string> responseStream, ServerCallContext context);

    private static Method<string, string> Create(MethodType type, string name) =>
        new(type, "tests.Feed", name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
