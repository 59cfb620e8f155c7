namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>Lists of articles, the feed, and the list of tags.</summary>
public sealed class ConduitListTests
{
    [Test]
    public async Task Articles_are_filtered_by_author_tag_and_favorite_the_most_recent_first()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var (tag, other) = ($"t-{jake.Name}", $"o-{jake.Name}");
        var first = await jake.WriteAsync(null, other, tag);
        var second = await jake.WriteAsync(null, tag);
        var third = await anna.WriteAsync(null, tag);
        await anna.Api.PostAsync($"/articles/{first}/favorite");

        (await SlugsAsync($"author={jake.Name}", 2)).Should().Equal(second, first);
        (await SlugsAsync($"author={jake.Name.ToUpperInvariant()}", 2)).Should().Equal(second, first);
        (await SlugsAsync($"tag={tag}", 3)).Should().Equal(third, second, first);
        (await SlugsAsync($"tag={tag}&author={anna.Name}", 1)).Should().Equal(third);
        (await SlugsAsync($"favorited={anna.Name}", 1)).Should().Equal(first);
        (await SlugsAsync($"favorited={anna.Name}&tag={other}&author={jake.Name}", 1)).Should().Equal(first);
        (await SlugsAsync($"favorited={jake.Name}", 0)).Should().BeEmpty();
        (await SlugsAsync($"tag={ConduitUser.NewName()}", 0)).Should().BeEmpty();
        (await SlugsAsync($"author={ConduitUser.NewName()}", 0)).Should().BeEmpty();
        (await ConduitServer.Api.GetAsync("/articles")).ShouldBeArticles().Should().NotBeEmpty();
    }

    [Test]
    public async Task A_list_shows_favorites_and_authors_as_its_viewer_sees_them()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var slug = await jake.WriteAsync();
        await anna.Api.PostAsync($"/articles/{slug}/favorite");
        await anna.Api.PostAsync($"/profiles/{jake.Name}/follow");

        var seenByAnna = (await anna.Api.GetAsync($"/articles?author={jake.Name}")).ShouldBeArticles(1).Single();
        var seenByJake = (await jake.Api.GetAsync($"/articles?author={jake.Name}")).ShouldBeArticles(1).Single();
        var seenByAnyone = (await ConduitServer.Api.GetAsync($"/articles?author={jake.Name}")).ShouldBeArticles(1).Single();

        foreach (var (article, isHers) in new[] { (seenByAnna, true), (seenByJake, false), (seenByAnyone, false) })
        {
            article.GetProperty("favorited").GetBoolean().Should().Be(isHers);
            article.GetProperty("author").GetProperty("following").GetBoolean().Should().Be(isHers);
            article.GetProperty("favoritesCount").GetInt32().Should().Be(1);
        }
    }

    [Test]
    public async Task A_page_is_a_part_of_the_list_and_the_count_is_that_of_the_whole()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var slugs = new List<string>();
        for (var number = 0; number < 22; number++)
            slugs.Insert(0, await user.WriteAsync());

        (await SlugsAsync($"author={user.Name}", 22)).Should().Equal(slugs.Take(20), "20 is the default");
        (await SlugsAsync($"author={user.Name}&limit=3", 22)).Should().Equal(slugs.Take(3));
        (await SlugsAsync($"author={user.Name}&limit=3&offset=2", 22)).Should().Equal(slugs.Skip(2).Take(3));
        (await SlugsAsync($"author={user.Name}&offset=21", 22)).Should().Equal(slugs[21]);
        (await SlugsAsync($"author={user.Name}&offset=22", 22)).Should().BeEmpty();
        (await SlugsAsync($"author={user.Name}&limit=2000000000", 22)).Should().Equal(slugs);
    }

    [TestCase("limit=0", "limit must be at least 1")]
    [TestCase("limit=-1&offset=-1", "limit must be at least 1", "offset must be at least 0")]
    [TestCase("limit=many", "the request is not valid")]
    [TestCase("offset=99999999999", "the request is not valid")]
    public async Task A_page_that_is_not_valid_says_why(string query, params string[] messages)
    {
        var user = await ConduitServer.Api.NewUserAsync();

        (await ConduitServer.Api.GetAsync($"/articles?{query}")).ShouldFail(422, messages);
        (await user.Api.GetAsync($"/articles/feed?{query}")).ShouldFail(422, messages);
    }

    [Test]
    public async Task The_feed_has_the_articles_of_those_whom_the_user_follows()
    {
        var (jake, anna, reader) =
            (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var (first, second) = (await jake.WriteAsync(), await anna.WriteAsync());
        var third = await jake.WriteAsync();
        await reader.WriteAsync();

        var empty = await reader.Api.GetAsync("/articles/feed");
        await reader.Api.PostAsync($"/profiles/{jake.Name}/follow");
        var ofJake = await reader.Api.GetAsync("/articles/feed");
        await reader.Api.PostAsync($"/profiles/{anna.Name}/follow");
        var page = await reader.Api.GetAsync("/articles/feed?limit=1&offset=1");

        empty.ShouldBeArticles(0).Should().BeEmpty();
        ofJake.ShouldBeArticles(2).Select(article => article.Text("slug")).Should().Equal(third, first);
        ofJake.ShouldBeArticles().Should().OnlyContain(article => article.GetProperty("author").GetProperty("following").GetBoolean());
        page.ShouldBeArticles(3).Select(article => article.Text("slug")).Should().Equal(second);
    }

    [Test]
    public async Task Tags_are_those_of_all_articles_each_once()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var (tag, other) = ($"t-{user.Name}", $"o-{user.Name}");
        await user.WriteAsync(null, tag, other);
        var slug = await user.WriteAsync(null, tag);

        var both = (await ConduitServer.Api.GetAsync("/tags")).ShouldBeTags();
        await user.Api.DeleteAsync($"/articles/{slug}");
        var one = (await ConduitServer.Api.GetAsync("/tags")).ShouldBeTags();

        both.Should().OnlyHaveUniqueItems().And.ContainInOrder(tag, other);
        one.Should().Contain([tag, other]);
    }

    private static async Task<IEnumerable<string?>> SlugsAsync(string query, int count) =>
        (await ConduitServer.Api.GetAsync($"/articles?{query}")).ShouldBeArticles(count).Select(article => article.Text("slug"));
}
