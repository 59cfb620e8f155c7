using System.Security.Claims;
using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>A connection that comes without a request reaches the methods of a hub that no attribute protects.</summary>
public sealed class JwtHubFilterTests
{
    [Test]
    public async Task Only_a_method_with_an_attribute_needs_a_request()
    {
        (await CallAsync(nameof(MethodHub.Anyone))).Should().Be("called");
        await FluentActions.Awaiting(static () => CallAsync(nameof(MethodHub.User))).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*the connection has no request*");
    }

    private static async Task<object?> CallAsync(string method)
    {
        using var hub = new MethodHub();
        await using var services = new ServiceCollection().BuildServiceProvider();
        var call = new HubInvocationContext(new Connection(), services, hub, typeof(MethodHub).GetMethod(method)!, []);
        return await new JwtHubFilter().InvokeMethodAsync(call, static _ => ValueTask.FromResult<object?>("called"));
    }

    private sealed class MethodHub : Hub
    {
        public string Anyone() => "anyone" + Context.ConnectionId;

        [RequireJwt]
        public string User() => "user" + Context.ConnectionId;
    }

    private sealed class Connection : HubCallerContext
    {
        public override string ConnectionId => "it";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => default;

        public override void Abort()
        {
        }
    }
}
