namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>Which endpoints require a token, and what counts as one.</summary>
public sealed class ConduitAccessTests
{
    private const string Missing = "A token is required.";
    private const string Malformed = "The token is malformed.";

    private static IEnumerable<TestCaseData> Protected() =>
        new (HttpMethod Method, string Path, object? Body)[]
        {
            (HttpMethod.Get, "/user", null),
            (HttpMethod.Put, "/user", new { user = new { bio = "new" } }),
            (HttpMethod.Post, "/profiles/{user}/follow", null),
            (HttpMethod.Delete, "/profiles/{user}/follow", null),
            (HttpMethod.Get, "/articles/feed", null),
            (HttpMethod.Post, "/articles", new { article = new { title = "A", description = "B", body = "C" } }),
            (HttpMethod.Put, "/articles/{article}", new { article = new { body = "new" } }),
            (HttpMethod.Post, "/articles/{article}/comments", new { comment = new { body = "new" } }),
            (HttpMethod.Delete, "/articles/{article}/comments/{comment}", null),
            (HttpMethod.Post, "/articles/{article}/favorite", null),
            (HttpMethod.Delete, "/articles/{article}/favorite", null),
            (HttpMethod.Delete, "/articles/{article}", null),
        }.Select(endpoint => new TestCaseData(endpoint.Method, endpoint.Path, endpoint.Body)
            .SetArgDisplayNames($"{endpoint.Method} {endpoint.Path}"));

    [TestCaseSource(nameof(Protected))]
    public async Task A_protected_endpoint_accepts_a_token_with_its_scheme_and_nothing_else(HttpMethod method, string path, object? body)
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var slug = await user.WriteAsync();
        var id = await user.CommentAsync(slug);
        var target = path.Replace("{user}", user.Name, StringComparison.Ordinal)
            .Replace("{article}", slug, StringComparison.Ordinal)
            .Replace("{comment}", $"{id}", StringComparison.Ordinal);

        var anonymous = await user.Api.With(null).SendAsync(method, target, body);
        var withRubbish = await user.Api.With("rubbish").SendAsync(method, target, body);
        var withBearer = await user.Api.With(user.Token, "Bearer").SendAsync(method, target, body);
        var accepted = await user.Api.SendAsync(method, target, body);

        anonymous.ShouldBeRefused(Missing);
        withRubbish.ShouldBeRefused(Malformed);
        withBearer.ShouldBeRefused(Missing);
        accepted.Status.Should().BeOneOf([200, 201], "the body is {0}", accepted.Text);
        accepted.CacheControl.Should().Be("no-store");
    }

    [TestCase("/profiles/{user}")]
    [TestCase("/articles?author={user}")]
    [TestCase("/articles/{article}")]
    [TestCase("/articles/{article}/comments")]
    public async Task An_optional_endpoint_accepts_a_token_or_none_but_not_a_bad_one(string path)
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var slug = await user.WriteAsync();
        var target = path.Replace("{user}", user.Name, StringComparison.Ordinal).Replace("{article}", slug, StringComparison.Ordinal);

        var anonymous = await user.Api.With(null).GetAsync(target);
        var accepted = await user.Api.GetAsync(target);
        var withRubbish = await user.Api.With("rubbish").GetAsync(target);
        var withBearer = await user.Api.With(user.Token, "Bearer").GetAsync(target);

        anonymous.ShouldBe(200);
        accepted.ShouldBe(200);
        withRubbish.ShouldBeRefused(Malformed);
        withBearer.ShouldBe(200);
        withBearer.Json.GetRawText().Should().Be(anonymous.Json.GetRawText(), "another scheme is no token");
    }

    [Test]
    public async Task A_scheme_is_recognized_in_any_case_and_needs_a_token()
    {
        var user = await ConduitServer.Api.NewUserAsync();

        var lower = await user.Api.With(user.Token, "token").GetAsync("/user");
        var bare = await user.Api.With("").GetAsync("/user");

        lower.ShouldBeUser();
        bare.ShouldFail(400, "The header does not consist of the scheme and one token.");
    }

    [Test]
    public async Task A_token_that_another_key_signed_is_refused()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var signature = user.Token.LastIndexOf('.') + 1;
        // Not the last character, some of whose bits are padding.
        var changed = user.Token[..signature] + (user.Token[signature] == 'A' ? 'B' : 'A') + user.Token[(signature + 1)..];

        var refused = await user.Api.With(changed).GetAsync("/user");
        var accepted = await user.Api.GetAsync("/user");

        refused.ShouldBeRefused("The token is not valid here.");
        accepted.ShouldBeUser();
    }

    [TestCase("GET", "/nothing", 404, "Not Found")]
    [TestCase("GET", "/articles/a/b/c", 404, "Not Found")]
    [TestCase("PATCH", "/user", 405, "Method Not Allowed")]
    [TestCase("DELETE", "/articles/some/comments/first", 404, "Not Found")]
    [TestCase("DELETE", "/articles/some/comments/99999999999", 404, "Not Found")]
    public async Task An_endpoint_that_does_not_exist_has_the_format_of_errors(string method, string path, int status, string message)
    {
        var reply = await ConduitServer.Api.SendAsync(new HttpMethod(method), path);

        reply.ShouldFail(status, message);
    }
}
