using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Testing;

/// <summary>The way from a test to an app.</summary>
internal sealed class TestConnection
{
    private readonly Func<DelegatingHandler, HttpClient> _connect;

    private TestConnection(IServiceProvider services, Uri address, Func<DelegatingHandler, HttpClient> connect)
    {
        Services = services;
        Address = address;
        Jwt = MinimalApi.Jwt.For(services);
        _connect = connect;
    }

    public IServiceProvider Services { get; }

    public Uri Address { get; }

    public JwtService Jwt { get; }

    public static TestConnection To<TEntryPoint>(WebApplicationFactory<TEntryPoint> factory)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        var (services, options) = (factory.Services, factory.ClientOptions);
        // On a port, a handler of the factory would keep cookies of its own beside those of the client.
        if (services.GetRequiredService<IServer>() is not TestServer)
            return To(services);
        return new TestConnection(services, options.BaseAddress, handler => options.AllowAutoRedirect
            ? factory.CreateDefaultClient(options.BaseAddress, new RedirectHandler(options.MaxAutomaticRedirections), handler)
            : factory.CreateDefaultClient(options.BaseAddress, handler));
    }

    public static TestConnection To(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var server = services.GetRequiredService<IServer>();
        if (server is TestServer inMemory)
            return To(services, inMemory.BaseAddress, inMemory.CreateHandler);
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The server has no address yet. Start the application before you create clients.");
        return To(services, new Uri(address), static () => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    }

    /// <summary>Creates a client whose requests go through a handler.</summary>
    /// <returns>The client, which disposes the handler.</returns>
    public HttpClient Connect(DelegatingHandler handler) => _connect(handler);

    private static TestConnection To(IServiceProvider services, Uri address, Func<HttpMessageHandler> createHandler) =>
        new(services, address, handler =>
        {
            handler.InnerHandler = createHandler();
            return new HttpClient(handler) { BaseAddress = address };
        });
}
