using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>A registered user, and a client with the token of the registration.</summary>
internal sealed record ConduitUser(ConduitApi Api, string Name, string Email, string Password, string Token)
{
    private const int NameLength = 12;

    public static string NewName() => $"u{RandomNumberGenerator.GetHexString(NameLength, lowercase: true)}";

    public override string ToString() => Name;

    /// <summary>Logs in, as on another device.</summary>
    public async Task<ConduitApi> LoginAsync()
    {
        var reply = await Api.With(null).LoginAsync(Email, Password);
        reply.ShouldBe(200);
        return Api.With(reply.Member("user").GetProperty("token").GetString());
    }

    /// <summary>Writes an article, and returns its slug.</summary>
    public async Task<string> WriteAsync(string? title = null, params string[] tagList)
    {
        var article = new { title = title ?? $"By {NewName()}", description = "What it is about", body = "The text", tagList };
        var reply = await Api.PostAsync("/articles", new { article });
        reply.ShouldBe(201);
        return reply.Member("article").GetProperty("slug").GetString()!;
    }

    /// <summary>Comments on an article, and returns the id of the comment.</summary>
    public async Task<int> CommentAsync(string slug, string body = "Well said.")
    {
        var reply = await Api.PostAsync($"/articles/{slug}/comments", new { comment = new { body } });
        reply.ShouldBe(200);
        return reply.Member("comment").GetProperty("id").GetInt32();
    }
}
