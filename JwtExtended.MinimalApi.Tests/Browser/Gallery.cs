using System.Collections.Concurrent;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>An app whose pages renew the cookies, and whose images take until the test releases them.</summary>
internal sealed class Gallery : IDisposable
{
    /// <summary>The images that a browser requests at once from one host over HTTP/1.1; the others are queued.</summary>
    public const int Parallel = 6;

    private readonly SemaphoreSlim _released = new(0);
    private readonly SemaphoreSlim _arrived = new(0);

    /// <summary>Gets the cookie header of each image request, in the order of arrival.</summary>
    public ConcurrentQueue<string> ImageCookies { get; } = new();

    public void Map(WebApplication app)
    {
        Jwt.Initialize(app, cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            // Every page view renews.
            cfg.Cookies.RefreshWithin = cfg.AccessTokenExpires - TimeSpan.FromMilliseconds(1);
            cfg.OnRefresh(static refresh => ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token)));
        });
        app.MapPost("/login", static (HttpResponse response) => response.SetTokenCookies(Jwt.CreateTokenPair("alice")));
        app.MapJwtRefresh();
        app.MapGet("/page", static (Token token) => Results.Content($"<!doctype html><p>{token.Identity}", "text/html")).RequireJwt();
        app.MapGet("/image/{id}", SendAsync).RequireJwt();
    }

    /// <summary>Waits for requests of images.</summary>
    public async Task ArrivedAsync(int count)
    {
        for (var i = 0; i < count; i++)
            (await _arrived.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue("image {0} arrives", i);
    }

    public void Release(int count) => _released.Release(count);

    public void Dispose()
    {
        _released.Dispose();
        _arrived.Dispose();
    }

    private async Task SendAsync(HttpContext context)
    {
        ImageCookies.Enqueue(context.Request.Headers.Cookie.ToString());
        _arrived.Release();
        await _released.WaitAsync(context.RequestAborted);
        context.Response.ContentType = "image/svg+xml";
        await context.Response.WriteAsync("""<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>""");
    }
}
