using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>What the page about Flask-JWT-Extended says of requests that are decided differently.</summary>
public sealed class FlaskDifferenceTests
{
    private static readonly string[] Rows = [.. File
        .ReadLines(Path.Combine(Repository.Root, "docs", "from-flask-jwt-extended.md"))
        .SkipWhile(static line => !line.StartsWith("## Requests that are decided differently", StringComparison.Ordinal))
        .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
        .Skip(1)];

    [Test]
    public void The_page_has_a_row_for_each_request() =>
        Rows.Select(static row => Cells(row)[0]).Should().BeEquivalentTo(FlaskDifferences.Header.Keys.Concat(FlaskDifferences.All.Keys));

    [TestCaseSource(nameof(Rows))]
    public async Task The_request_is_decided_as_the_page_says(string row)
    {
        var cells = Cells(row);
        var isHeader = FlaskDifferences.Header.TryGetValue(cells[0], out var make);
        make ??= FlaskDifferences.All[cells[0]];

        var (legacy, own) = (await StatusAsync(make, isHeader, legacy: true), await StatusAsync(make, isHeader, legacy: false));

        $"{legacy} | {own}".Should().Be($"{cells[2]} | {cells[3]}");
    }

    private static string[] Cells(string row) => [.. row.Trim('|').Split(" | ").Select(static cell => cell.Trim())];

    private static async Task<int> StatusAsync(Func<HttpRequestMessage> make, bool isHeader, bool legacy)
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
                routes.MapPost("/items", (Token token) => token.Identity).RequireJwt();
                routes.MapPost("/refresh", (Token token) => token.Identity).RequireRefreshJwt();
            },
            cfg =>
            {
                if (legacy)
                    cfg.UseLegacyErrors();
                if (isHeader)
                    return;
                foreach (var location in new[] { TokenLocation.Header, TokenLocation.Cookie, TokenLocation.Query, TokenLocation.JsonBody })
                    cfg.Locations.Add(location);
                cfg.Cookies.AccessName = "access_token_cookie";
                cfg.Cookies.RefreshName = "refresh_token_cookie";
            },
            environment: "Development");
        using var request = make();
        using var response = request.Content is null ? await SendRawAsync(app, request) : await app.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    // A client library would join headers of one name.
    private static Task<HttpResponseMessage> SendRawAsync(TestApp app, HttpRequestMessage request)
    {
        var lines = request.Headers.NonValidated.SelectMany(static header => header.Value.Select(value => $"{header.Key}: {value}"));
        var (method, path) = (request.Method.Method, request.RequestUri!.ToString());
        return method == "POST" ? app.PostRawAsync(path, [.. lines]) : app.SendRawAsync(method, path, [.. lines]);
    }
}
