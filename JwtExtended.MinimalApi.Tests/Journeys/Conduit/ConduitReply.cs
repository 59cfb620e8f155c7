using System.Text.Json;

namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>A response of the example.</summary>
internal sealed record ConduitReply(int Status, string Text, string? ContentType, string Challenge, string? CacheControl, Uri? Location)
{
    public static async Task<ConduitReply> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Content.Headers.ContentType?.ToString(),
        response.Headers.WwwAuthenticate.ToString(),
        response.Headers.CacheControl?.ToString(),
        response.Headers.Location);

    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The one member of the body, which every response has.</summary>
    public JsonElement Member(string name) => Json.GetProperty(name);

    public void ShouldBe(int status) => Status.Should().Be(status, "the body is {0}", Text);

    /// <summary>Asserts the format of errors: <c>{"errors":{"body":["..."]}}</c>.</summary>
    public void ShouldFail(int status, params string[] messages)
    {
        ShouldBe(status);
        ContentType.Should().Be("application/json; charset=utf-8");
        Json.EnumerateObject().Select(member => member.Name).Should().Equal("errors");
        Member("errors").EnumerateObject().Select(member => member.Name).Should().Equal("body");
        var texts = Member("errors").GetProperty("body").EnumerateArray().Select(message => message.GetString()).ToArray();
        texts.Should().NotBeEmpty().And.OnlyContain(text => !string.IsNullOrWhiteSpace(text));
        if (messages.Length > 0)
            texts.Should().Equal(messages);
    }

    /// <summary>Asserts a refusal for want of an accepted token.</summary>
    public void ShouldBeRefused(string message)
    {
        ShouldFail(401, message);
        Challenge.Should().StartWith("Token realm=\"");
    }
}
