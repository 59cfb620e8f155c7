using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A request that is handed to the delegate of its endpoint, past the server and every middleware.</summary>
internal sealed class DirectRequest : IServiceProvidersFeature, IHttpRequestLifetimeFeature
{
    private readonly IServiceProvider _services;

    public DirectRequest(TestApp app, string path, string? token = null)
    {
        _services = app.App.Services;
        Endpoint = EndpointOf(app, path);
        Context = new DefaultHttpContext();
        Context.Features.Set<IServiceProvidersFeature>(this);
        Context.Features.Set<IHttpRequestLifetimeFeature>(this);
        Context.SetEndpoint(Endpoint);
        Context.Request.Method = "GET";
        Context.Request.Path = path;
        Context.Response.Body = new MemoryStream();
        if (token is not null)
            Context.Request.Headers.Authorization = "Bearer " + token;
    }

    public Endpoint Endpoint { get; }

    public DefaultHttpContext Context { get; }

    /// <summary>What cancels the request.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>How often the services of the request were asked for: the first time creates a scope.</summary>
    public int ServiceUses { get; private set; }

    /// <summary>How often the cancellation of the request was asked for: a server creates it on first use.</summary>
    public int CancellationUses { get; private set; }

    IServiceProvider IServiceProvidersFeature.RequestServices
    {
        get
        {
            ServiceUses++;
            return _services;
        }
        set => throw new NotSupportedException();
    }

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get
        {
            CancellationUses++;
            return Cancellation;
        }
        set => throw new NotSupportedException();
    }

    public static RouteEndpoint EndpointOf(TestApp app, string path) =>
        app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Single(endpoint => endpoint.RoutePattern.RawText == path);

    public Task InvokeAsync() => Endpoint.RequestDelegate!(Context);

    void IHttpRequestLifetimeFeature.Abort()
    {
    }

    public string ReadBody()
    {
        Context.Response.Body.Position = 0;
        return new StreamReader(Context.Response.Body).ReadToEnd();
    }
}
