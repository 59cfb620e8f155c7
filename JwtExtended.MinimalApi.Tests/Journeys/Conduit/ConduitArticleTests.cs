namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>Creates, reads, updates and deletes articles.</summary>
public sealed class ConduitArticleTests
{
    private const string NotValid = "the request is not valid";
    private const string LongTag = "tag is too long (maximum is 50 characters)";
    private const string LongBody = "body is too long (maximum is 20000 characters)";

    [Test]
    public async Task An_article_is_created_by_its_author()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var title = $"How to train your {user.Name}!";
        string[] tagList = ["training", "dragons", "training"];

        var reply = await user.Api.PostAsync(
            "/articles", new { article = new { title, description = "Ever wonder how?", body = "Very carefully.", tagList } });

        var article = reply.ShouldBeArticle(201);
        article.Text("slug").Should().Be($"how-to-train-your-{user.Name}");
        article.Text("title").Should().Be(title);
        article.Text("description").Should().Be("Ever wonder how?");
        article.Text("body").Should().Be("Very carefully.");
        article.Tags().Should().Equal("training", "dragons");
        article.Text("createdAt").Should().Be(article.Text("updatedAt"));
        article.GetProperty("favorited").GetBoolean().Should().BeFalse();
        article.GetProperty("favoritesCount").GetInt32().Should().Be(0);
        article.GetProperty("author").Text("username").Should().Be(user.Name);
        reply.Location?.ToString().Should().Be($"/api/articles/{article.Text("slug")}");
        (await ConduitServer.Api.GetAsync($"/articles/{article.Text("slug")}")).Text.Should().Be(reply.Text);
    }

    [TestCase("""{"article":{}}""", "title can't be empty", "description can't be empty", "body can't be empty")]
    [TestCase("""{"article":{"title":" ","description":"a","body":"a"}}""", "title can't be empty")]
    [TestCase("""{"article":{"title":"#201","description":"a","body":"a"}}""", "title is too long (maximum is 200 characters)")]
    [TestCase("""{"article":{"title":"a","description":"#1001","body":"a"}}""", "description is too long (maximum is 1000 characters)")]
    [TestCase("""{"article":{"title":"a","description":"a","body":"#20001"}}""", LongBody)]
    [TestCase("""{"article":{"title":"a","description":"a","body":"a","tagList":["",null,"#51"]}}""", "tag can't be empty", LongTag)]
    [TestCase("""{"article":{"title":"a","description":"a","body":"a","tagList":[1]}}""", NotValid)]
    [TestCase("""{"article":{"title":"a","description":"a","body":"a","tagList":"a"}}""", NotValid)]
    [TestCase("""{"article":null}""", NotValid)]
    [TestCase("""{"article":""", NotValid)]
    public async Task An_article_that_is_not_valid_says_why(string body, params string[] messages)
    {
        var user = await ConduitServer.Api.NewUserAsync();

        var reply = await user.Api.PostAsync("/articles", ConduitText.Lengthen(body));

        reply.ShouldFail(422, messages);
        (await user.Api.GetAsync($"/articles?author={user.Name}")).ShouldBeArticles(0);
    }

    [Test]
    public async Task An_article_has_a_limited_number_of_tags()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        string[] Tags(int count) => [.. Enumerable.Range(0, count).Select(number => $"{user.Name}-{number}")];
        Task<ConduitReply> WriteAsync(string[] tagList) =>
            user.Api.PostAsync("/articles", new { article = new { title = user.Name, description = "a", body = "a", tagList } });

        var most = await WriteAsync(Tags(20));
        var tooMany = await WriteAsync(Tags(21));

        most.ShouldBeArticle(201).Tags().Should().HaveCount(20);
        tooMany.ShouldFail(422, "tagList is too long (maximum is 20 tags)");
    }

    [Test]
    public async Task Articles_with_one_title_have_slugs_of_their_own_also_at_the_same_moment()
    {
        var user = await ConduitServer.Api.NewUserAsync();

        var slugs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => user.WriteAsync($"About {user.Name}")));

        slugs.Should().OnlyHaveUniqueItems().And.Contain($"about-{user.Name}");
        slugs.Should().OnlyContain(slug => slug.StartsWith($"about-{user.Name}", StringComparison.Ordinal));
    }

    [TestCase("Feed", "feed-")]
    [TestCase("!!!", "article")]
    [TestCase("Über Köln", "über-köln")]
    public async Task A_title_of_any_kind_has_a_slug_that_leads_to_it(string title, string start)
    {
        var user = await ConduitServer.Api.NewUserAsync();

        var slug = await user.WriteAsync(title);

        slug.Should().StartWith(start);
        (await ConduitServer.Api.GetAsync($"/articles/{Uri.EscapeDataString(slug)}")).ShouldBeArticle().Text("title").Should().Be(title);
    }

    [Test]
    public async Task An_update_changes_what_it_names_and_the_slug_with_the_title()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var slug = await user.WriteAsync($"First {user.Name}", "a", "b");
        var created = (await user.Api.GetAsync($"/articles/{slug}")).ShouldBeArticle();
        Task<ConduitReply> UpdateAsync(object article) => user.Api.PutAsync($"/articles/{slug}", new { article });

        var body = (await UpdateAsync(new { body = "With two hands" })).ShouldBeArticle();
        var same = (await UpdateAsync(new { title = $"first {user.Name}?" })).ShouldBeArticle();
        string[] tagList = ["c", "a"];
        var renamed = (await UpdateAsync(new { title = $"Second {user.Name}", description = "new", tagList })).ShouldBeArticle();

        body.Text("body").Should().Be("With two hands");
        body.Text("title").Should().Be($"First {user.Name}");
        body.Text("createdAt").Should().Be(created.Text("createdAt"));
        string.CompareOrdinal(body.Text("updatedAt"), created.Text("updatedAt")).Should().BePositive();
        body.Tags().Should().Equal("a", "b");
        same.Text("slug").Should().Be(slug);
        renamed.Text("slug").Should().Be($"second-{user.Name}");
        renamed.Text("body").Should().Be("With two hands");
        renamed.Text("description").Should().Be("new");
        renamed.Tags().Should().Equal("c", "a");
        (await user.Api.GetAsync($"/articles/{slug}")).ShouldFail(404, "article not found");
        (await user.Api.GetAsync($"/articles/second-{user.Name}")).ShouldBeArticle().GetRawText().Should().Be(renamed.GetRawText());
    }

    [TestCase("""{"article":{"title":""}}""", "title can't be empty")]
    [TestCase("""{"article":{"body":"#20001","description":""}}""", "description can't be empty", LongBody)]
    [TestCase("""{"article":{"tagList":[""]}}""", "tag can't be empty")]
    [TestCase("""{"article":[]}""", NotValid)]
    public async Task An_update_that_is_not_valid_says_why_and_changes_nothing(string body, params string[] messages)
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var slug = await user.WriteAsync();
        var before = await user.Api.GetAsync($"/articles/{slug}");

        var reply = await user.Api.PutAsync($"/articles/{slug}", ConduitText.Lengthen(body));

        reply.ShouldFail(422, messages);
        (await user.Api.GetAsync($"/articles/{slug}")).Text.Should().Be(before.Text);
    }

    [Test]
    public async Task Only_the_author_updates_and_deletes_an_article()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var slug = await jake.WriteAsync();

        var update = await anna.Api.PutAsync($"/articles/{slug}", new { article = new { title = "Mine" } });
        var deletion = await anna.Api.DeleteAsync($"/articles/{slug}");
        var byAuthor = await jake.Api.DeleteAsync($"/articles/{slug}");

        update.ShouldFail(403, "the article belongs to another user");
        deletion.ShouldFail(403, "the article belongs to another user");
        byAuthor.ShouldBe(200);
        (await jake.Api.GetAsync($"/articles/{slug}")).ShouldFail(404, "article not found");
    }

    [Test]
    public async Task An_article_that_does_not_exist_is_not_found()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var path = $"/articles/{ConduitUser.NewName()}";

        var replies = new[]
        {
            await ConduitServer.Api.GetAsync(path), await user.Api.GetAsync(path),
            await user.Api.PutAsync(path, new { article = new { body = "new" } }), await user.Api.DeleteAsync(path),
            await user.Api.PostAsync($"{path}/favorite"), await user.Api.DeleteAsync($"{path}/favorite"),
            await user.Api.GetAsync($"{path}/comments"), await user.Api.PostAsync($"{path}/comments", new { comment = new { body = "a" } }),
        };

        foreach (var reply in replies)
            reply.ShouldFail(404, "article not found");
    }

    [Test]
    public async Task Updates_and_a_deletion_at_the_same_moment_are_never_an_error_of_the_server()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var slug = await user.WriteAsync();
        await user.CommentAsync(slug);
        Task<ConduitReply> UpdateAsync(int number) =>
            user.Api.PutAsync($"/articles/{slug}", new { article = new { body = $"Text {number}", tagList = new[] { $"{number}" } } });

        var replies = await Task.WhenAll(
        [
            .. Enumerable.Range(0, 6).Select(UpdateAsync),
            .. Enumerable.Range(0, 4).Select(_ => user.Api.PostAsync($"/articles/{slug}/comments", new { comment = new { body = "a" } })),
            .. Enumerable.Range(0, 4).Select(_ => user.Api.PostAsync($"/articles/{slug}/favorite")),
            user.Api.DeleteAsync($"/articles/{slug}"),
        ]);

        replies.Should().OnlyContain(reply => reply.Status == 200 || reply.Status == 404);
        replies[^1].ShouldBe(200);
        (await user.Api.GetAsync($"/articles/{slug}")).ShouldFail(404);
    }
}
