using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// Knows who opened the connections of SignalR that go on over several requests: long polling, and WebSockets that reconnect. SignalR keeps
/// the first user of a connection, so that a request with another token would go on as the user whose token has ended.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="disconnectTimeout">
/// Gets how long SignalR keeps a connection without requests; <see langword="null"/> = for seconds. Called where connections exist.
/// </param>
/// <param name="tokenParameter">The query parameter of tokens.</param>
internal sealed class ConnectionOwners(TimeProvider time, Func<TimeSpan?> disconnectTimeout, string tokenParameter)
{
    // The id of the connection, what SignalR adds against caches, and a ticket.
    private static readonly string[] Ephemeral = ["id", "_", QueryLocation.TicketParameter];

    // An owner is kept for longer than SignalR keeps the connection.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    // Longer than any id of SignalR: what is longer is none.
    private const int MaxIdLength = 128;

    private const string RefreshedConnection = "X-SignalR-Connection-Token";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Connection> _connections = new(StringComparer.Ordinal);
    private long _sweptAt = time.GetTimestamp();

    /// <summary>Reads which connection a request continues.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The secret id of the connection, as SignalR reads it.</param>
    /// <returns><see langword="false"/> for a request that opens a connection.</returns>
    public static bool TryReadId(HttpRequest request, [NotNullWhen(true)] out string? id)
    {
        id = request.Query["id"];
        return IsId(id);
    }

    /// <summary>Reads for which connection a request brings a new token, since .NET 11.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The secret id of the connection, as SignalR reads it.</param>
    /// <returns><see langword="false"/> without one: SignalR refuses the request.</returns>
    public static bool TryReadRefreshedId(HttpRequest request, [NotNullWhen(true)] out string? id)
    {
        id = request.Headers[RefreshedConnection];
        return IsId(id);
    }

    /// <summary>
    /// Identifies what a request asks for, beside the connection and the credentials: predicates may look at all of it, and hosts may have
    /// hubs of their own at the same path.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="endpoint">The name of the endpoint that opened the connection.</param>
    /// <param name="path">The path that it was opened at.</param>
    /// <returns>The hash of it: a client may make it long, and it is kept for minutes.</returns>
    public string UrlOf(HttpRequest request, string endpoint, string path)
    {
        var query = request.Query.Where(pair => !Ephemeral.Contains(pair.Key) && pair.Key != tokenParameter)
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}");
        return HashOf($"{endpoint} {request.Host.Value} {path}?{string.Join('&', query)}");
    }

    /// <summary>Begins a request of a connection. The first one makes its user the owner.</summary>
    /// <param name="id">The id of the connection.</param>
    /// <param name="url">The hash of the endpoint and URL of the request: another one may require less, or something else.</param>
    /// <param name="token">The token of the request, or <see langword="null"/> without one.</param>
    /// <returns>
    /// What ends the request, or <see langword="null"/> if the connection was opened by another user or without one, in another session,
    /// with other rights, or at another URL.
    /// </returns>
    public Action<HttpContext>? TryEnter(string id, string url, Token? token)
    {
        var owner = (url, token?.Identity, token?.SessionId, token is null ? null : RightsOf(token));
        Connection? connection;
        lock (_lock)
        {
            if (!_connections.TryGetValue(id, out connection))
            {
                Sweep();
                _connections[id] = connection = new Connection(owner);
            }
            else if (connection.Owner != owner)
            {
                return null;
            }

            connection.Running++;
            connection.Token = token;
        }

        // SignalR refuses what continues no connection: such ids are not kept.
        return context => Leave(id, connection, context);
    }

    /// <summary>Finds the token of the latest request of a connection.</summary>
    /// <param name="id">The id of the connection.</param>
    /// <returns>The token; <see langword="null"/> without one.</returns>
    public Token? TokenOf(string id)
    {
        lock (_lock)
            return _connections.GetValueOrDefault(id)?.Token;
    }

    /// <summary>Whether a protected endpoint has opened a connection.</summary>
    /// <param name="id">The id of the connection.</param>
    /// <returns><see langword="true"/> if no open endpoint may continue it.</returns>
    public bool IsOwned(string id)
    {
        lock (_lock)
            return _connections.ContainsKey(id);
    }

    private static bool IsId([NotNullWhen(true)] string? id) => id is { Length: > 0 and <= MaxIdLength };

    // SignalR keeps the rights of the first token. The next ones of the session may have others: what they say is compared.
    private static string RightsOf(Token token)
    {
        var rights = token.RawData.EnumerateObject()
            .Where(static claim => claim.NameEquals("scope"u8) || !ClaimNames.IsRegistered(claim.Name))
            .Select(static claim => claim.ToString());
        return HashOf(string.Join('\n', rights.Order(StringComparer.Ordinal)));
    }

    private static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void Leave(string id, Connection connection, HttpContext context)
    {
        var succeeded = context.Response.StatusCode is >= 101 and < 300;
        lock (_lock)
        {
            connection.Running--;
            connection.Exists |= succeeded;
            // A poll that was running meanwhile succeeds as well, and continues nothing.
            connection.IsClosed |= succeeded && HttpMethods.IsDelete(context.Request.Method);
            connection.LeftAt = time.GetTimestamp();
            if (connection is { Running: 0, Exists: false } or { Running: 0, IsClosed: true })
                _connections.Remove(id);
        }
    }

    private void Sweep()
    {
        if (time.GetElapsedTime(_sweptAt) < SweepInterval)
            return;
        _sweptAt = time.GetTimestamp();
        var kept = disconnectTimeout() ?? TimeSpan.Zero;
        foreach (var (id, connection) in _connections)
        {
            if (connection.Running == 0 && time.GetElapsedTime(connection.LeftAt) - Margin > kept)
                _connections.Remove(id);
        }
    }

    private sealed class Connection((string Url, string? Identity, string? SessionId, string? Rights) owner)
    {
        public (string Url, string? Identity, string? SessionId, string? Rights) Owner => owner;

        public Token? Token { get; set; }

        public int Running { get; set; }

        public bool Exists { get; set; }

        public bool IsClosed { get; set; }

        public long LeftAt { get; set; }
    }
}
