using System.Net.WebSockets;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>An app to attack: it accepts forms and WebSockets, which a page of any site can send.</summary>
internal sealed class Bank
{
    private int _transfers;

    public int Transfers => _transfers;

    public void Map(WebApplication app, Action<JwtOptions>? configure)
    {
        Jwt.Initialize(app, cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            configure?.Invoke(cfg);
        });
        app.MapPost("/login", static async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync();
            context.Response.SetTokenCookies(Jwt.CreateTokenPair(form["username"]!));
            return "signed in";
        });
        app.MapGet("/me", static (Token token) => token.Identity).RequireJwt();
        app.MapPost("/transfer", () => $"transfer {Interlocked.Increment(ref _transfers)}").RequireJwt();
        // Not MapGet: over HTTP/2 a handshake is a CONNECT request (RFC 8441).
        app.Map("/live", GreetAsync).RequireJwt();
    }

    private static async Task GreetAsync(HttpContext context, Token token)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await socket.SendAsync(
            System.Text.Encoding.UTF8.GetBytes($"Hello {token.Identity}"),
            WebSocketMessageType.Text,
            endOfMessage: true,
            CancellationToken.None);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
