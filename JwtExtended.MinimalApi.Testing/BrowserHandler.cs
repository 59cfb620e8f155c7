using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Testing;

/// <summary>Sends requests as a script on a page of the app does: with its cookies, and with what protects them from other sites.</summary>
internal sealed class BrowserHandler : DelegatingHandler
{
    private const string FetchSite = "Sec-Fetch-Site";

    private readonly CookieJar _jar;
    private readonly string _csrfHeader;
    private string? _csrfCookie;

    private BrowserHandler(TestConnection connection)
    {
        _jar = new CookieJar(connection.Services.GetService<TimeProvider>() ?? TimeProvider.System);
        _csrfHeader = connection.Jwt.Options.Csrf.HeaderName;
    }

    public static BrowserHandler Create(TestConnection connection, TokenPair session) =>
        Create(connection, session.AccessToken, response => response.SetTokenCookies(session), session.AccessToken);

    public static BrowserHandler Create(TestConnection connection, string token)
    {
        // The app sets no cookie with a token that it refuses: the text takes the place of one that it accepts.
        var accepted = connection.Jwt.TryRead(token, out _, out _) ? token : connection.Jwt.CreateAccessToken("browser");
        return Create(connection, accepted, response => response.SetAccessCookie(accepted), token);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var target = request.RequestUri!;
        if (!request.Headers.Contains(HeaderNames.Cookie) && _jar.HeaderFor(target) is { Count: > 0 } cookies)
            request.Headers.TryAddWithoutValidation(HeaderNames.Cookie, cookies.ToString());
        if (!request.Headers.Contains(FetchSite))
            request.Headers.Add(FetchSite, "same-origin");
        if (_csrfCookie is not null && !request.Headers.Contains(_csrfHeader) && _jar.Find(_csrfCookie, target) is { Length: > 0 } proof)
            request.Headers.TryAddWithoutValidation(_csrfHeader, proof);
        var response = await base.SendAsync(request, cancellationToken);
        _jar.Store(response);
        return response;
    }

    // The app itself sets the cookies, so that names and paths are those that it reads.
    private static BrowserHandler Create(
        TestConnection connection, string accessToken, Action<HttpResponse> setCookies, string sentToken)
    {
        var context = new DefaultHttpContext { RequestServices = connection.Services };
        (context.Request.Method, context.Request.Scheme) = (HttpMethods.Get, connection.Address.Scheme);
        context.Request.Host = HostString.FromUriComponent(connection.Address);
        setCookies(context.Response);
        var csrf = CsrfOf(connection.Jwt, accessToken);
        var handler = new BrowserHandler(connection);
        foreach (var cookie in SetCookieHeaderValue.ParseList(context.Response.Headers.SetCookie!))
        {
            if (csrf is not null && cookie.Value == csrf)
                handler._csrfCookie = cookie.Name.ToString();
            if (cookie.Value == accessToken)
                cookie.Value = sentToken;
            handler._jar.Store(cookie);
        }

        return handler;
    }

    private static string? CsrfOf(JwtService jwt, string accessToken) =>
        jwt.TryRead(accessToken, out var token, out _) ? token.Csrf : null;
}
