using Grpc.Core;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>A service as the compiler of gRPC writes it.</summary>
[BindServiceMethod(typeof(GreeterBase), nameof(BindService))]
internal abstract class GreeterBase
{
    public static readonly Method<string, string> HelloMethod = Create(nameof(Hello));
    public static readonly Method<string, string> AdminMethod = Create(nameof(Admin));
    public static readonly Method<string, string> OpenMethod = Create(nameof(Open));

    public static void BindService(ServiceBinderBase binder, GreeterBase? service)
    {
        binder.AddMethod(HelloMethod, service is null ? null : new UnaryServerMethod<string, string>(service.Hello));
        binder.AddMethod(AdminMethod, service is null ? null : new UnaryServerMethod<string, string>(service.Admin));
        binder.AddMethod(OpenMethod, service is null ? null : new UnaryServerMethod<string, string>(service.Open));
    }

    public abstract Task<string> Hello(string request, ServerCallContext context);

    public abstract Task<string> Admin(string request, ServerCallContext context);

    public abstract Task<string> Open(string request, ServerCallContext context);

    private static Method<string, string> Create(string name) =>
        new(MethodType.Unary, "tests.Greeter", name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
