using System.Text.Json;
using System.Text.RegularExpressions;

namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>The objects of the API: every member of the description, with its type, and no other.</summary>
internal static partial class ConduitShape
{
    private static readonly JsonValueKind[] Boolean = [JsonValueKind.True, JsonValueKind.False];
    private static readonly JsonValueKind[] TextOrNull = [JsonValueKind.String, JsonValueKind.Null];

    public static JsonElement ShouldBeUser(this ConduitReply reply, int status = 200)
    {
        var user = reply.Only("user", status);
        Check(user, new()
        {
            ["email"] = [JsonValueKind.String],
            ["token"] = [JsonValueKind.String],
            ["username"] = [JsonValueKind.String],
            ["bio"] = TextOrNull,
            ["image"] = TextOrNull,
        });
        return user;
    }

    public static JsonElement ShouldBeProfile(this ConduitReply reply)
    {
        var profile = reply.Only("profile", 200);
        CheckProfile(profile);
        return profile;
    }

    public static JsonElement ShouldBeArticle(this ConduitReply reply, int status = 200)
    {
        var article = reply.Only("article", status);
        CheckArticle(article);
        return article;
    }

    public static List<JsonElement> ShouldBeArticles(this ConduitReply reply, int? count = null)
    {
        reply.ShouldBe(200);
        Check(reply.Json, new() { ["articles"] = [JsonValueKind.Array], ["articlesCount"] = [JsonValueKind.Number] });
        List<JsonElement> articles = [.. reply.Member("articles").EnumerateArray()];
        articles.ForEach(CheckArticle);
        if (count is { } expected)
            reply.Member("articlesCount").GetInt32().Should().Be(expected);
        return articles;
    }

    public static JsonElement ShouldBeComment(this ConduitReply reply)
    {
        var comment = reply.Only("comment", 200);
        CheckComment(comment);
        return comment;
    }

    public static List<JsonElement> ShouldBeComments(this ConduitReply reply)
    {
        List<JsonElement> comments = [.. reply.Only("comments", 200).EnumerateArray()];
        comments.ForEach(CheckComment);
        return comments;
    }

    public static List<string?> ShouldBeTags(this ConduitReply reply) =>
        [.. reply.Only("tags", 200).EnumerateArray().Select(tag => tag.GetString())];

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static IEnumerable<string?> Tags(this JsonElement article) =>
        article.GetProperty("tagList").EnumerateArray().Select(tag => tag.GetString());

    private static JsonElement Only(this ConduitReply reply, string name, int status)
    {
        reply.ShouldBe(status);
        reply.ContentType.Should().Be("application/json; charset=utf-8");
        reply.Json.EnumerateObject().Select(member => member.Name).Should().Equal(name);
        return reply.Member(name);
    }

    private static void CheckProfile(JsonElement profile) => Check(profile, new()
    {
        ["username"] = [JsonValueKind.String],
        ["bio"] = TextOrNull,
        ["image"] = TextOrNull,
        ["following"] = Boolean,
    });

    private static void CheckArticle(JsonElement article)
    {
        Check(article, new()
        {
            ["slug"] = [JsonValueKind.String],
            ["title"] = [JsonValueKind.String],
            ["description"] = [JsonValueKind.String],
            ["body"] = [JsonValueKind.String],
            ["tagList"] = [JsonValueKind.Array],
            ["createdAt"] = [JsonValueKind.String],
            ["updatedAt"] = [JsonValueKind.String],
            ["favorited"] = Boolean,
            ["favoritesCount"] = [JsonValueKind.Number],
            ["author"] = [JsonValueKind.Object],
        });
        CheckInstants(article);
        article.GetProperty("favoritesCount").TryGetInt32(out _).Should().BeTrue();
        article.GetProperty("tagList").EnumerateArray().Should().NotContain(tag => tag.ValueKind != JsonValueKind.String);
        CheckProfile(article.GetProperty("author"));
    }

    private static void CheckComment(JsonElement comment)
    {
        Check(comment, new()
        {
            ["id"] = [JsonValueKind.Number],
            ["createdAt"] = [JsonValueKind.String],
            ["updatedAt"] = [JsonValueKind.String],
            ["body"] = [JsonValueKind.String],
            ["author"] = [JsonValueKind.Object],
        });
        CheckInstants(comment);
        comment.GetProperty("id").TryGetInt32(out _).Should().BeTrue();
        CheckProfile(comment.GetProperty("author"));
    }

    private static void CheckInstants(JsonElement element)
    {
        element.Text("createdAt").Should().MatchRegex(Instant());
        element.Text("updatedAt").Should().MatchRegex(Instant());
    }

    private static void Check(JsonElement element, Dictionary<string, JsonValueKind[]> members)
    {
        element.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo(members.Keys);
        foreach (var (name, kinds) in members)
            kinds.Should().Contain(element.GetProperty(name).ValueKind, name);
    }

    // ISO 8601, as JavaScript writes it.
    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$")]
    private static partial Regex Instant();
}
