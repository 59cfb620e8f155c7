using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>SignalR closes connections at the expiry of their tokens only where every endpoint that begins them says so.</summary>
public sealed class ConnectionExpiryTests
{
    [TestCase("/closes", true)]
    [TestCase("/nested/closes", true)]
    [TestCase("/stays", false)]
    [TestCase("/either", false)]
    [TestCase("/route", false)]
    public async Task It_is_known_by_the_negotiation_of_the_same_path(string path, bool isLeft)
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapHub<SilentHub>("/closes", static options => options.CloseOnAuthenticationExpiration = true);
                routes.MapHub<SilentHub>("/nested/closes", static options => options.CloseOnAuthenticationExpiration = true);
                routes.MapHub<SilentHub>("/stays");
                routes.MapHub<SilentHub>("/either", static options => options.CloseOnAuthenticationExpiration = true).RequireHost("a");
                routes.MapHub<SilentHub>("/either").RequireHost("b");
                routes.MapGet("/route", static () => "route");
            },
            build: static builder => builder.Services.AddSignalR());
        var context = new DefaultHttpContext { RequestServices = app.App.Services };
        var endpoints = app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

        ConnectionExpiry.IsLeftToSignalR(context, endpoints.First(it => it.RoutePattern.RawText == path)).Should().Be(isLeft);
    }

    [Test]
    public void It_is_not_known_of_an_endpoint_without_a_route() => ConnectionExpiry.IsLeftToSignalR(
        new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() }, new Endpoint(null, null, "none"))
        .Should().BeFalse();

    private sealed class SilentHub : Hub;
}
