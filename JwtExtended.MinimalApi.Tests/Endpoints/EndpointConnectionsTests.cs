using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Which connection the requests of an endpoint go on with: those that bring a new token name one of the hub beside.</summary>
public sealed class EndpointConnectionsTests
{
    private readonly ConnectionOwners _owners = new(new FakeTimeProvider(), static () => null, "jwt");

    [TestCase("/hub/refresh", "/hub")]
    [TestCase("/nested/hub/refresh", "/nested/hub")]
    [TestCase("/refresh", "/")]
    [TestCase("/other", "/other", Description = "it goes on with no connection")]
    public void A_new_token_is_for_a_connection_of_the_hub_beside(string refresh, string hub)
    {
        var connections = Of(refresh, new AuthenticationRefreshMetadata());

        connections.UrlOf(Request(refresh)).Should().Be(Of(hub).UrlOf(Request(hub)));
        (connections.Name, connections.IsRefresh).Should().Be((hub, true));
    }

    [TestCase("/hub")]
    [TestCase("/hub/refresh")]
    public void A_hub_is_one_by_itself_whatever_its_path(string path)
    {
        var connections = Of(path);

        connections.UrlOf(Request(path)).Should().Be(_owners.UrlOf(Request(path), path, path));
        (connections.Name, connections.IsRefresh).Should().Be((path, false));
    }

    [TestCase(true, "header")]
    [TestCase(false, "query")]
    public void A_new_token_names_its_connection_in_a_header_and_everything_else_in_the_query(bool isRefresh, string expected)
    {
        var request = Request("/hub/refresh");
        request.QueryString = new QueryString("?id=query");
        request.Headers["X-SignalR-Connection-Token"] = "header";

        var connections = isRefresh ? Of("/hub/refresh", new AuthenticationRefreshMetadata()) : Of("/hub/refresh");

        connections.TryReadId(request, out var id).Should().BeTrue();
        id.Should().Be(expected);
    }

    private static HttpRequest Request(string path) => new DefaultHttpContext { Request = { Path = path } }.Request;

    private EndpointConnections Of(string path, params object[] metadata) => EndpointConnections.Of(
        new RouteEndpoint(
            static _ => Task.CompletedTask, RoutePatternFactory.Parse(path), 0, new EndpointMetadataCollection(metadata), path),
        _owners);

    /// <summary>Metadata that is called like that of SignalR since .NET 11.</summary>
    private sealed class AuthenticationRefreshMetadata;
}
