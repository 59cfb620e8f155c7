using System.Text.Json;

namespace JwtExtended.MinimalApi.Testing;

/// <summary>Sends tokens in the headers of an app, and goes on with those of a refresh.</summary>
internal sealed class TokenHeaderHandler(JwtOptions options, string accessToken, string? refreshToken) : DelegatingHandler
{
    private volatile Tokens _tokens = new(accessToken, refreshToken);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var tokens = _tokens;
        Add(request, options.HeaderName, options.HeaderPrefix, tokens.Access);
        if (tokens.Refresh is null)
            return await base.SendAsync(request, cancellationToken);
        Add(request, options.RefreshHeaderName, options.RefreshHeaderPrefix, tokens.Refresh);
        var response = await base.SendAsync(request, cancellationToken);
        if (await ReadTokensAsync(response, cancellationToken) is { } renewed)
            _tokens = renewed;
        return response;
    }

    // What the test has set on the request stays, and where both headers have one name the access token has it.
    private static void Add(HttpRequestMessage request, string name, string prefix, string token)
    {
        if (!request.Headers.Contains(name))
            request.Headers.TryAddWithoutValidation(name, prefix.Length == 0 ? token : $"{prefix} {token}");
    }

    private static async Task<Tokens?> ReadTokensAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "application/json")
            return null;
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        using var body = ResponseBody.TryParse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return body is not null && Text(body, "access_token") is { } access && Text(body, "refresh_token") is { } refresh
            ? new Tokens(access, refresh)
            : null;
    }

    private static string? Text(JsonDocument body, string name) =>
        body.RootElement.ValueKind == JsonValueKind.Object
        && body.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private sealed record Tokens(string Access, string? Refresh);
}
