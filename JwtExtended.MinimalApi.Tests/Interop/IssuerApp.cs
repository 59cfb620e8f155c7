using System.Net;
using System.Net.Sockets;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>An app of ours whose issuer is its own address, where it publishes its keys: what software of others is pointed at.</summary>
internal static class IssuerApp
{
    public const string Audience = "orders";

    /// <summary>Starts it with these keys; the first one signs. The path is the issuer's, and empty or begins with a slash.</summary>
    public static Task<TestApp> StartAsync(IEnumerable<JwtKey> keys, DateTimeOffset? now = null, string path = "",
        Action<JwtOptions>? configure = null, Action<IEndpointRouteBuilder>? map = null)
    {
        // Bound before the options are read, because the issuer holds the port.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return TestApp.StartAsync(
            routes =>
            {
                var issuer = routes.MapGroup(path);
                issuer.MapJwks();
                issuer.MapJwtDiscovery();
                map?.Invoke(issuer);
            },
            cfg =>
            {
                (cfg.Issuer, cfg.Audience) = ($"http://{socket.LocalEndPoint}{path}", Audience);
                foreach (var key in keys)
                    cfg.Keys.Add(key);
                configure?.Invoke(cfg);
            },
            builder =>
            {
                builder.Configuration["Jwt:SecretKey"] = null;
                builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => socket);
                builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(now ?? TestApp.Start));
            },
            environment: "Development");
    }

    public static string Issuer(this TestApp app) => app.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>What the issuer makes with the key of this algorithm, which signs from now on.</summary>
    public static T With<T>(this TestApp app, JwtAlgorithm algorithm, Func<JwtService, T> issue)
    {
        app.Jwt.Keys.Promote(app.Jwt.Keys.Verifying.Single(key => key.Algorithm == algorithm).Kid);
        return issue(app.Jwt);
    }
}
