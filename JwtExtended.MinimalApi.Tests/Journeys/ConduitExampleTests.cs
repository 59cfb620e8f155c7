using System.Net;
using JwtExtended.MinimalApi.Tests.Journeys.Conduit;
using JwtExtended.MinimalApi.Tests.Package.Documentation;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>The example as its clients use it: in one go, over a restart, and from the pages of another origin.</summary>
public sealed class ConduitExampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task A_client_goes_through_the_whole_API()
    {
        await using var app = await StartAsync();
        var api = new ConduitApi(app.Client);

        (await api.RegisterAsync("jake", "jake@example.com", "jakejake")).ShouldBeUser(201);
        var jake = api.With((await api.LoginAsync("jake@example.com", "jakejake")).ShouldBeUser().Text("token"));
        (await jake.GetAsync("/user")).ShouldBeUser();
        (await jake.PutAsync("/user", new { user = new { email = "jake@example.com" } })).ShouldBeUser();

        (await api.GetAsync("/articles")).ShouldBeArticles(0);
        (await api.GetAsync("/articles?author=johnjacob")).ShouldBeArticles(0);
        (await api.GetAsync("/tags")).ShouldBeTags().Should().BeEmpty();
        string[] tagList = ["dragons", "training"];
        var dragon = new { title = "How to train your dragon", description = "Ever wonder how?", body = "Very carefully.", tagList };
        (await jake.PostAsync("/articles", new { article = dragon })).ShouldBeArticle(201)
            .Text("slug").Should().Be("how-to-train-your-dragon");
        (await jake.GetAsync("/articles/feed")).ShouldBeArticles(0);
        (await jake.GetAsync("/articles?author=jake")).ShouldBeArticles(1);
        (await jake.GetAsync("/articles?tag=dragons")).ShouldBeArticles(1).Single().Tags().Should().Equal("dragons", "training");
        (await api.GetAsync("/tags")).ShouldBeTags().Should().Equal("dragons", "training");

        const string slug = "/articles/how-to-train-your-dragon";
        (await jake.PutAsync(slug, new { article = new { body = "With two hands" } })).ShouldBeArticle()
            .Text("body").Should().Be("With two hands");
        (await jake.PostAsync($"{slug}/favorite")).ShouldBeArticle().GetProperty("favorited").GetBoolean().Should().BeTrue();
        (await api.GetAsync("/articles?favorited=jake")).ShouldBeArticles(1).Single()
            .GetProperty("favoritesCount").GetInt32().Should().Be(1);
        (await jake.DeleteAsync($"{slug}/favorite")).ShouldBeArticle().GetProperty("favorited").GetBoolean().Should().BeFalse();

        var comment = (await jake.PostAsync($"{slug}/comments", new { comment = new { body = "Thank you so much!" } })).ShouldBeComment();
        (await jake.GetAsync($"{slug}/comments")).ShouldBeComments().Should().ContainSingle();
        (await api.GetAsync($"{slug}/comments")).ShouldBeComments().Should().ContainSingle();
        (await jake.DeleteAsync($"{slug}/comments/{comment.GetProperty("id").GetInt32()}")).ShouldBe(200);

        (await api.RegisterAsync("celeb_jake", "celeb@example.com", "jakejake")).ShouldBeUser(201);
        (await jake.GetAsync("/profiles/celeb_jake")).ShouldBeProfile();
        (await jake.PostAsync("/profiles/celeb_jake/follow")).ShouldBeProfile().GetProperty("following").GetBoolean().Should().BeTrue();
        (await jake.DeleteAsync("/profiles/celeb_jake/follow")).ShouldBeProfile().GetProperty("following").GetBoolean().Should().BeFalse();
        (await jake.DeleteAsync(slug)).ShouldBe(200);
        (await api.GetAsync("/articles")).ShouldBeArticles(0);
    }

    [Test]
    public async Task A_change_of_address_that_could_sign_nobody_out_has_not_happened_and_can_be_repeated()
    {
        await using var app = await StartAsync();
        var api = new ConduitApi(app.Client);
        (await api.RegisterAsync("jake", "jake@example.com", "jakejake")).ShouldBeUser(201);
        var phone = api.With((await api.LoginAsync("jake@example.com", "jakejake")).ShouldBeUser().Text("token"));
        var laptop = api.With((await api.LoginAsync("jake@example.com", "jakejake")).ShouldBeUser().Text("token"));
        var change = new { user = new { email = "new@example.com" } };

        await ExecuteAsync("CREATE TRIGGER broken BEFORE INSERT ON JwtRevocations BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        var failed = await phone.PutAsync("/user", change);
        await ExecuteAsync("DROP TRIGGER broken");
        var meanwhile = await laptop.GetAsync("/user");
        var repeated = await phone.PutAsync("/user", change);

        failed.ShouldBe(503);
        meanwhile.ShouldBeUser().Text("email").Should().Be("jake@example.com");
        repeated.ShouldBeUser().Text("email").Should().Be("new@example.com");
        (await laptop.GetAsync("/user")).ShouldBeRefused("The token has been revoked.");
        (await phone.GetAsync("/user")).ShouldBeUser();
    }

    [Test]
    public async Task The_requests_of_the_page_get_the_responses_that_it_says()
    {
        var page = Document.Of("examples/Conduit/README.md");
        await using var app = await StartAsync();
        var commands = string.Concat(page.Blocks.Skip(1).Select(block => block.Code));
        var address = app.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

        var output = await Shell.RunAsync(commands.Replace(DocumentedApp.Address, address, StringComparison.Ordinal), _folder.Path);

        output.Should().MatchRegex(DocumentedOutput.Of(commands));
    }

    [Test]
    public async Task What_users_wrote_outlives_the_process_and_a_random_key_does_not()
    {
        ConduitUser jake;
        string slug;
        await using (var first = await StartAsync())
        {
            jake = await new ConduitApi(first.Client).NewUserAsync();
            slug = await jake.WriteAsync();
        }

        await using var second = await StartAsync();
        var api = new ConduitApi(second.Client);

        (await api.GetAsync($"/articles/{slug}")).ShouldBeArticle().GetProperty("author").Text("username").Should().Be(jake.Name);
        (await api.With(jake.Token).GetAsync("/user")).ShouldBeRefused("The token is not valid here.");
        (await api.LoginAsync(jake.Email, jake.Password)).ShouldBeUser();
    }

    [Test]
    public async Task With_a_key_of_its_own_tokens_and_revocations_outlive_the_process()
    {
        string[] key = ["--Jwt:SecretKey", TestKeys.Secret];
        ConduitUser jake, anna;
        await using (var first = await StartAsync(key))
        {
            jake = await new ConduitApi(first.Client).NewUserAsync();
            anna = await new ConduitApi(first.Client).NewUserAsync();
            var phone = await anna.LoginAsync();
            (await phone.PutAsync("/user", new { user = new { password = "a new password" } })).ShouldBeUser();
        }

        await using var second = await StartAsync(key);
        var api = new ConduitApi(second.Client);

        (await api.With(jake.Token).GetAsync("/user")).ShouldBeUser().Text("username").Should().Be(jake.Name);
        (await api.With(anna.Token).GetAsync("/user")).ShouldBeRefused("The token has been revoked.");
    }

    [Test]
    public async Task A_page_of_another_origin_may_send_the_token_and_read_refusals()
    {
        await using var app = await StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/user");
        preflight.Headers.Add("Origin", "https://front.example");
        preflight.Headers.Add("Access-Control-Request-Method", "PUT");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/user");
        request.Headers.Add("Origin", "https://front.example");

        using var allowed = await app.Client.SendAsync(preflight);
        using var refused = await app.Client.SendAsync(request);

        allowed.StatusCode.Should().Be(HttpStatusCode.NoContent);
        allowed.Headers.GetValues("Access-Control-Allow-Methods").Should().Equal("PUT");
        allowed.Headers.GetValues("Access-Control-Allow-Headers").Should().Equal("authorization,content-type");
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        refused.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
    }

    private Task<ExampleProcess> StartAsync(params string[] arguments) =>
        ExampleProcess.StartAsync("Conduit", ["--Data", _folder.Path, .. arguments]);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "conduit.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
