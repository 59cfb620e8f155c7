using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Authentication;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The connections that the requests of one endpoint go on with.</summary>
/// <param name="Owners">Who opened them.</param>
/// <param name="Name">The name of the endpoint that opened them.</param>
/// <param name="IsRefresh">Whether requests bring a new token for a connection, and name it in a header.</param>
internal sealed record EndpointConnections(ConnectionOwners Owners, string Name, bool IsRefresh)
{
    // SignalR maps it beside the hub.
    private const string Refresh = "/refresh";

    /// <summary>Determines the connections of an endpoint.</summary>
    /// <returns>The connections.</returns>
    public static EndpointConnections Of(Endpoint endpoint, ConnectionOwners owners)
    {
        var isRefresh = LongRequestInspection.IsConnectionRefresh(endpoint);
        var name = EndpointName.Of(endpoint);
        return new(owners, isRefresh ? HubOf(name) : name, isRefresh);
    }

    /// <summary>Reads which connection a request goes on with.</summary>
    /// <returns><see langword="false"/> for a request that opens a connection.</returns>
    public bool TryReadId(HttpRequest request, [NotNullWhen(true)] out string? id) =>
        IsRefresh ? ConnectionOwners.TryReadRefreshedId(request, out id) : ConnectionOwners.TryReadId(request, out id);

    /// <summary>Gets the endpoint and the URL that the connection of a request was opened at.</summary>
    /// <returns>The hash of both.</returns>
    public string UrlOf(HttpRequest request)
    {
        var path = $"{request.PathBase}{request.Path}";
        return Owners.UrlOf(request, Name, IsRefresh ? HubOf(path) : path);
    }

    // What does not end like this goes on with no connection.
    private static string HubOf(string refresh)
    {
        if (!refresh.EndsWith(Refresh, StringComparison.Ordinal))
            return refresh;
        var hub = refresh[..^Refresh.Length];
        return hub.Length == 0 ? "/" : hub;
    }
}
