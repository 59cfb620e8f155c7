using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>What an OAuth client does: post forms, and read errors of RFC 6749.</summary>
internal static class FormClient
{
    public static Task<HttpResponseMessage> PostFormAsync(this TestApp app, string path, params (string Name, string Value)[] parameters) =>
        app.PostFormAsync(path, [], parameters);

    public static async Task<HttpResponseMessage> PostFormAsync(
        this TestApp app, string path, (string Name, string Value)[] headers, (string Name, string Value)[] parameters)
    {
        using var content = new FormUrlEncodedContent(parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        return await app.SendAsync(HttpMethod.Post, path, content, headers);
    }

    /// <summary>Posts a text as a form, or as whatever its type says.</summary>
    public static async Task<HttpResponseMessage> PostTextAsync(
        this TestApp app, string path, string text, string contentType = "application/x-www-form-urlencoded")
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(text));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await app.SendAsync(HttpMethod.Post, path, content);
    }

    public static Task<HttpResponseMessage> RefreshByFormAsync(this TestApp app, string refreshToken, string? scope = null) =>
        app.PostFormAsync(
            "/refresh", [("grant_type", "refresh_token"), ("refresh_token", refreshToken), .. Optional("scope", scope)]);

    /// <summary>Exchanges a refresh token by a form, which must succeed.</summary>
    public static async Task<(string Access, string Refresh)> RefreshedByFormAsync(this TestApp app, string refreshToken)
    {
        using var response = await app.RefreshByFormAsync(refreshToken);
        response.Should().BeOk();
        return await SessionClient.ReadPairAsync(response);
    }

    public static (string Name, string Value) Basic(string id, string secret) =>
        ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));

    public static async Task<JsonElement> ReadJsonAsync(this HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync());

    /// <summary>Asserts that the response is an error of RFC 6749, 5.2, and that no cookie is touched.</summary>
    public static void BeOAuthError(this HttpResponseMessage response, string error, int status = 400, string because = "")
    {
        using var reader = new StreamReader(response.Content.ReadAsStream(), leaveOpen: true);
        var body = reader.ReadToEnd();
        response.Content.ReadAsStream().Position = 0;
        ((int)response.StatusCode).Should().Be(status, "{0} (the body is {1})", because, body);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        var json = JsonElement.Parse(body);
        json.GetProperty("error").GetString().Should().Be(error, because);
        // RFC 6749, 5.2: no quotation marks, no backslashes, no line breaks.
        json.GetProperty("error_description").GetString().Should().MatchRegex(@"^[ !#-\[\]-~]+$");
        response.ForbidCaching();
        response.Headers.Contains("Set-Cookie").Should().BeFalse();
        (response.Headers.WwwAuthenticate.SingleOrDefault() is { Scheme: "Basic" }).Should().Be(error == "invalid_client");
    }

    public static void ForbidCaching(this HttpResponseMessage response)
    {
        response.Headers.CacheControl.Should().Be(new CacheControlHeaderValue { NoStore = true });
        response.Headers.Pragma.Should().ContainSingle().Which.Name.Should().Be("no-cache");
    }

    private static (string Name, string Value)[] Optional(string name, string? value) => value is null ? [] : [(name, value)];
}
