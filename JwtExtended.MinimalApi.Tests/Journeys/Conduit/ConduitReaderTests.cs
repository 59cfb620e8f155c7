namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>What readers do with an article: favorites and comments.</summary>
public sealed class ConduitReaderTests
{
    [Test]
    public async Task A_favorite_is_counted_once_for_each_user()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var slug = await jake.WriteAsync();

        var first = (await anna.Api.PostAsync($"/articles/{slug}/favorite")).ShouldBeArticle();
        var again = (await anna.Api.PostAsync($"/articles/{slug}/favorite")).ShouldBeArticle();
        var byJake = (await jake.Api.PostAsync($"/articles/{slug}/favorite")).ShouldBeArticle();
        var removed = (await anna.Api.DeleteAsync($"/articles/{slug}/favorite")).ShouldBeArticle();
        var removedAgain = (await anna.Api.DeleteAsync($"/articles/{slug}/favorite")).ShouldBeArticle();

        var seen = new[] { first, again, byJake, removed, removedAgain };
        seen.Select(article => article.GetProperty("favoritesCount").GetInt32()).Should().Equal(1, 1, 2, 1, 1);
        seen.Select(article => article.GetProperty("favorited").GetBoolean()).Should().Equal(true, true, true, false, false);
    }

    [Test]
    public async Task Simultaneous_favorites_of_one_user_are_one()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var slug = await user.WriteAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => user.Api.PostAsync($"/articles/{slug}/favorite")));

        foreach (var article in replies.Select(reply => reply.ShouldBeArticle()))
            article.GetProperty("favoritesCount").GetInt32().Should().Be(1);
    }

    [Test]
    public async Task Comments_are_listed_with_their_authors_as_the_viewer_sees_them()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var slug = await jake.WriteAsync();
        await anna.Api.PostAsync($"/profiles/{jake.Name}/follow");

        var created = (await jake.Api.PostAsync($"/articles/{slug}/comments", new { comment = new { body = "Thank you so much!" } }))
            .ShouldBeComment();
        var second = await anna.CommentAsync(slug);

        created.Text("body").Should().Be("Thank you so much!");
        created.Text("createdAt").Should().Be(created.Text("updatedAt"));
        created.GetProperty("author").Text("username").Should().Be(jake.Name);
        var seenByAnna = (await anna.Api.GetAsync($"/articles/{slug}/comments")).ShouldBeComments();
        seenByAnna.Select(comment => comment.GetProperty("id").GetInt32()).Should().Equal(created.GetProperty("id").GetInt32(), second);
        seenByAnna.Select(IsFollowed).Should().Equal(true, false);
        (await ConduitServer.Api.GetAsync($"/articles/{slug}/comments")).ShouldBeComments().Select(IsFollowed).Should().Equal(false, false);

        static bool IsFollowed(System.Text.Json.JsonElement comment) => comment.GetProperty("author").GetProperty("following").GetBoolean();
    }

    [TestCase("""{"comment":{}}""", "body can't be empty")]
    [TestCase("""{"comment":{"body":"\n"}}""", "body can't be empty")]
    [TestCase("""{"comment":{"body":"#10001"}}""", "body is too long (maximum is 10000 characters)")]
    [TestCase("""{"comment":null}""", "the request is not valid")]
    [TestCase("""{"comment":{"body":{}}}""", "the request is not valid")]
    [TestCase("""{"comment":{"body":"a"}""", "the request is not valid")]
    public async Task A_comment_that_is_not_valid_says_why(string body, params string[] messages)
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var slug = await user.WriteAsync();

        var reply = await user.Api.PostAsync($"/articles/{slug}/comments", ConduitText.Lengthen(body));

        reply.ShouldFail(422, messages);
        (await user.Api.GetAsync($"/articles/{slug}/comments")).ShouldBeComments().Should().BeEmpty();
    }

    [Test]
    public async Task Only_the_author_deletes_a_comment()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var (slug, other) = (await jake.WriteAsync(), await jake.WriteAsync());
        var (id, kept) = (await anna.CommentAsync(slug), await anna.CommentAsync(slug));

        var byAuthorOfTheArticle = await jake.Api.DeleteAsync($"/articles/{slug}/comments/{id}");
        var ofAnotherArticle = await anna.Api.DeleteAsync($"/articles/{other}/comments/{id}");
        var unknown = await anna.Api.DeleteAsync($"/articles/{slug}/comments/{int.MaxValue}");
        var byAuthor = await anna.Api.DeleteAsync($"/articles/{slug}/comments/{id}");
        var again = await anna.Api.DeleteAsync($"/articles/{slug}/comments/{id}");

        byAuthorOfTheArticle.ShouldFail(403, "the comment belongs to another user");
        ofAnotherArticle.ShouldFail(404, "comment not found");
        unknown.ShouldFail(404, "comment not found");
        byAuthor.ShouldBe(200);
        again.ShouldFail(404, "comment not found");
        (await jake.Api.GetAsync($"/articles/{slug}/comments")).ShouldBeComments()
            .Should().ContainSingle().Which.GetProperty("id").GetInt32().Should().Be(kept);
    }

    [Test]
    public async Task A_deleted_article_takes_its_comments_and_favorites_along()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var slug = await jake.WriteAsync();
        var id = await anna.CommentAsync(slug);
        await anna.Api.PostAsync($"/articles/{slug}/favorite");

        (await jake.Api.DeleteAsync($"/articles/{slug}")).ShouldBe(200);

        (await anna.Api.GetAsync($"/articles/{slug}/comments")).ShouldFail(404, "article not found");
        (await anna.Api.DeleteAsync($"/articles/{slug}/comments/{id}")).ShouldFail(404, "comment not found");
        (await anna.Api.GetAsync($"/articles?favorited={anna.Name}")).ShouldBeArticles(0);
    }
}
