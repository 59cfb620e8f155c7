using System.Net.Http.Headers;
using System.Text.Json;
using FluentAssertions.Primitives;
using JwtExtended.MinimalApi.Responses;

namespace JwtExtended.MinimalApi.Tests.Support;

internal static class RefusalAssertions
{
    /// <summary>Asserts that the response is the refusal of the error table: status, challenge, problem details and code.</summary>
    public static void BeRefused(this HttpResponseMessageAssertions assertions, JwtErrorCode code, string because = "")
    {
        var response = assertions.Subject;
        var entry = ErrorTable.Entry(code);
        var body = ReadBody(response);
        ((int)response.StatusCode).Should().Be(entry.Status, "{0} (the body is {1})", because, body);
        response.Content.Headers.ContentType?.MediaType.Should().Be("application/problem+json");
        using var problem = JsonDocument.Parse(body);
        problem.RootElement.GetProperty("code").GetString().Should().Be(entry.Name);
        problem.RootElement.GetProperty("status").GetInt32().Should().Be(entry.Status);
        response.Headers.CacheControl?.NoStore.Should().BeTrue();
        CheckChallenge(response.Headers.WwwAuthenticate, entry);
    }

    public static void BeOk(this HttpResponseMessageAssertions assertions, string? body = null, string because = "")
    {
        var text = ReadBody(assertions.Subject);
        ((int)assertions.Subject.StatusCode).Should().Be(200, "{0} (the body is {1})", because, text);
        if (body is not null)
            text.Should().Be(body);
    }

    private static void CheckChallenge(HttpHeaderValueCollection<AuthenticationHeaderValue> challenges, ErrorEntry entry)
    {
        if (entry.ChallengeError is null)
        {
            challenges.Should().BeEmpty();
            return;
        }

        var challenge = challenges.Should().ContainSingle().Subject;
        challenge.Scheme.Should().Be("Bearer");
        if (entry.ChallengeError.Length == 0)
            challenge.Parameter.Should().MatchRegex("^realm=\"[^\"]+\"$");
        else
            challenge.Parameter.Should().MatchRegex($"^realm=\"[^\"]+\", error=\"{entry.ChallengeError}\", error_description=");
    }

    private static string ReadBody(HttpResponseMessage response)
    {
        var body = response.Content.ReadAsStream();
        using var reader = new StreamReader(body, leaveOpen: true);
        var text = reader.ReadToEnd();
        // The stream is shared with the next reader of the content.
        body.Position = 0;
        return text;
    }
}
