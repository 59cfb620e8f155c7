using Grpc.Core;
using Grpc.Net.Client;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Services of gRPC: what is refused has the status of gRPC, and streams end with their tokens.</summary>
public sealed class GrpcTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TestApp? _app;
    private GrpcChannel? _channel;

    private TestApp App => _app!;

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [Test]
    public async Task A_call_is_answered_or_refused_with_the_status_of_gRPC()
    {
        var calls = await StartAsync();
        var admin = App.Jwt.CreateAccessToken("alice", new TokenDescriptor { Roles = ["ADMIN"] });

        (await CallAsync(calls, admin)).Should().Be("hello alice");
        (await FailAsync(() => CallAsync(calls, null))).Should().Be(StatusCode.Unauthenticated);
        (await FailAsync(() => CallAsync(calls, App.Jwt.CreateAccessToken("bob")))).Should().Be(StatusCode.PermissionDenied);
    }

    [TestCase("one", false)]
    [TestCase("one", true)]
    [TestCase("quiet", false)]
    public async Task A_stream_ends_as_unauthenticated_with_its_token(string request, bool revoked)
    {
        var calls = await StartAsync();
        using var call = calls.AsyncServerStreamingCall(FeedBase.WatchMethod, null, Options(ShortLived()), request);
        if (request == "one")
            (await call.ResponseStream.MoveNext().WaitAsync(Patience)).Should().BeTrue();
        else
            await App.WaitForLogAsync("Executing endpoint", Patience);
        App.Time.Advance(TimeSpan.FromMinutes(5));
        var next = call.ResponseStream.MoveNext();
        next.IsCompleted.Should().BeFalse("the token is valid");

        await EndAsync(next, revoked);

        (await FailAsync(() => next)).Should().Be(StatusCode.Unauthenticated);
        App.Failures().Should().BeEmpty();
    }

    [Test]
    public async Task A_conversation_ends_as_unauthenticated_with_its_token()
    {
        var calls = await StartAsync();
        using var call = calls.AsyncDuplexStreamingCall(FeedBase.ChatMethod, null, Options(ShortLived()));
        await call.RequestStream.WriteAsync("hello");
        (await call.ResponseStream.MoveNext().WaitAsync(Patience)).Should().BeTrue();
        call.ResponseStream.Current.Should().Be("echo hello");

        var next = call.ResponseStream.MoveNext();
        await EndAsync(next, revoked: false);

        (await FailAsync(() => next)).Should().Be(StatusCode.Unauthenticated);
        App.Failures().Should().BeEmpty();
    }

    private static CallOptions Options(string? token) =>
        new(token is null ? [] : new Metadata { { "Authorization", "Bearer " + token } });

    private static async Task<string> CallAsync(CallInvoker calls, string? token) =>
        await calls.AsyncUnaryCall(FeedBase.SayMethod, null, Options(token), "hello");

    private static async Task<StatusCode> FailAsync(Func<Task> call) =>
        (await call.Invoking(static call => call().WaitAsync(Patience)).Should().ThrowAsync<RpcException>()).Which.StatusCode;

    private string ShortLived() => App.Jwt.CreateAccessToken(
        "alice", new TokenDescriptor { Roles = ["ADMIN"], ExpiresIn = TimeSpan.FromMinutes(10) });

    private async Task EndAsync(Task shows, bool revoked)
    {
        if (revoked)
            await App.Jwt.RevokeAllAsync("alice");
        await App.AdvanceUntilAsync(shows, revoked ? TestApp.RecheckInterval : TimeSpan.FromMinutes(10));
    }

    private async Task<CallInvoker> StartAsync()
    {
        _app = await TestApp.StartAsync(
            static routes => routes.MapGrpcService<FeedService>().RequireJwt(static jwt => jwt.Allow("ADMIN")),
            build: static builder =>
            {
                builder.Services.AddGrpc();
                builder.WebHost.ConfigureKestrel(static kestrel =>
                    kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2));
            });
        _channel = GrpcChannel.ForAddress(App.Client.BaseAddress!);
        return _channel.CreateCallInvoker();
    }
}
