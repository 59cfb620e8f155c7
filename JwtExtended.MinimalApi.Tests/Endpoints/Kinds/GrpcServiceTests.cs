using Grpc.Core;
using Grpc.Net.Client;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>Services of gRPC are protected by calls and by attributes, and refusals have their status codes.</summary>
public sealed class GrpcServiceTests
{
    private static readonly Dictionary<string, Action<WebApplication>> Mappings = new()
    {
        ["call"] = app => app.MapGrpcService<PlainService>().RequireJwt(),
        ["group"] = app => app.MapGroup("").RequireJwt().MapGrpcService<PlainService>(),
        ["attribute of the service"] = app => app.MapGrpcService<AttributedService>(),
        ["attribute in an anonymous group"] = app => app.MapGroup("").AllowAnonymous().MapGrpcService<AttributedService>(),
    };

    private static IEnumerable<string> MappingNames => Mappings.Keys;

    [TestCaseSource(nameof(MappingNames))]
    public async Task A_service_answers_with_a_token_alone(string mapping)
    {
        await using var app = await StartAsync(Mappings[mapping]);

        (await CallAsync(app, GreeterBase.HelloMethod)).Should().Be(nameof(StatusCode.Unauthenticated));
        (await CallAsync(app, GreeterBase.HelloMethod, "a.b.c")).Should().Be(nameof(StatusCode.Unauthenticated));
        (await CallAsync(app, GreeterBase.HelloMethod, app.Jwt.CreateAccessToken("alice"))).Should().Be("hello alice");
    }

    [Test]
    public async Task Attributes_of_methods_decide()
    {
        await using var app = await StartAsync(routes => routes.MapGrpcService<AttributedService>());
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));

        (await CallAsync(app, GreeterBase.AdminMethod)).Should().Be(nameof(StatusCode.Unauthenticated));
        (await CallAsync(app, GreeterBase.AdminMethod, user)).Should().Be(nameof(StatusCode.PermissionDenied));
        (await CallAsync(app, GreeterBase.AdminMethod, admin)).Should().Be("admin ada");
        (await CallAsync(app, GreeterBase.OpenMethod)).Should().Be("open ");
    }

    [Test]
    public async Task A_method_that_nobody_implements_is_unimplemented_and_runs_nothing()
    {
        await using var app = await StartAsync(routes => routes.MapGrpcService<PlainService>().RequireJwt());
        var unknown = new Method<string, string>(
            MethodType.Unary, "tests.Greeter", "Unknown", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

        (await CallAsync(app, unknown, app.Jwt.CreateAccessToken("alice"))).Should().Be(nameof(StatusCode.Unimplemented));
    }

    private static async Task<string> CallAsync(TestApp app, Method<string, string> method, string? token = null)
    {
        using var channel = GrpcChannel.ForAddress(app.Client.BaseAddress!);
        var headers = token is null ? [] : new Metadata { { "Authorization", "Bearer " + token } };
        try
        {
            return await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(headers), "hello");
        }
        catch (RpcException e)
        {
            return e.StatusCode.ToString();
        }
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> routes) => TestApp.StartAsync(
        routes,
        build: static builder =>
        {
            builder.WebHost.ConfigureKestrel(
                static kestrel => kestrel.ConfigureEndpointDefaults(static listen => listen.Protocols = HttpProtocols.Http2));
            builder.Services.AddGrpc();
        });

    internal sealed class PlainService : GreeterBase
    {
        public override Task<string> Hello(string request, ServerCallContext context) => Task.FromResult("hello " + NameOf(context));

        public override Task<string> Admin(string request, ServerCallContext context) => Task.FromResult("admin " + NameOf(context));

        public override Task<string> Open(string request, ServerCallContext context) => Task.FromResult("open " + NameOf(context));

        private static string? NameOf(ServerCallContext context) => context.GetHttpContext().GetJwtToken()?.Identity;
    }

    [RequireJwt]
    internal sealed class AttributedService : GreeterBase
    {
        public override Task<string> Hello(string request, ServerCallContext context) =>
            Task.FromResult("hello " + context.GetHttpContext().GetJwtToken()!.Identity);

        [RequireJwt(Allow = ["ADMIN"])]
        public override Task<string> Admin(string request, ServerCallContext context) =>
            Task.FromResult("admin " + context.GetHttpContext().GetJwtToken()!.Identity);

        [WithoutJwt]
        public override Task<string> Open(string request, ServerCallContext context) =>
            Task.FromResult("open " + context.GetHttpContext().GetJwtToken()?.Identity);
    }
}
