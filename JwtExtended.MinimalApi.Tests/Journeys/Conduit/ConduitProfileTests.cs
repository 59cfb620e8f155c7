namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>Profiles, and who follows whom.</summary>
public sealed class ConduitProfileTests
{
    [Test]
    public async Task A_profile_shows_whether_the_viewer_follows_it()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        await jake.Api.PutAsync("/user", new { user = new { bio = "I skate", image = "https://example.com/jake.png" } });

        var followed = (await anna.Api.PostAsync($"/profiles/{jake.Name}/follow")).ShouldBeProfile();
        var seen = (await anna.Api.GetAsync($"/profiles/{jake.Name.ToUpperInvariant()}")).ShouldBeProfile();
        var anonymous = (await ConduitServer.Api.GetAsync($"/profiles/{jake.Name}")).ShouldBeProfile();
        var byJake = (await jake.Api.GetAsync($"/profiles/{anna.Name}")).ShouldBeProfile();
        var unfollowed = (await anna.Api.DeleteAsync($"/profiles/{jake.Name}/follow")).ShouldBeProfile();
        var after = (await anna.Api.GetAsync($"/profiles/{jake.Name}")).ShouldBeProfile();

        new[] { followed, seen, anonymous, byJake, unfollowed, after }.Select(profile => profile.GetProperty("following").GetBoolean())
            .Should().Equal(true, true, false, false, false, false);
        seen.Text("username").Should().Be(jake.Name);
        seen.Text("bio").Should().Be("I skate");
        seen.Text("image").Should().Be("https://example.com/jake.png");
        byJake.Text("bio").Should().BeNull();
    }

    [Test]
    public async Task Following_again_and_at_the_same_moment_changes_nothing()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());

        var follows = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => anna.Api.PostAsync($"/profiles/{jake.Name}/follow")));
        var unfollows = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => anna.Api.DeleteAsync($"/profiles/{jake.Name}/follow")));

        follows.Should().OnlyContain(reply => reply.ShouldBeProfile().GetProperty("following").GetBoolean());
        unfollows.Should().OnlyContain(reply => !reply.ShouldBeProfile().GetProperty("following").GetBoolean());
    }

    [Test]
    public async Task A_profile_that_does_not_exist_is_not_found()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var nobody = $"/profiles/{ConduitUser.NewName()}";

        var replies = new[]
        {
            await ConduitServer.Api.GetAsync(nobody), await user.Api.GetAsync(nobody),
            await user.Api.PostAsync($"{nobody}/follow"), await user.Api.DeleteAsync($"{nobody}/follow"),
            await user.Api.GetAsync($"/profiles/{new string('a', 4000)}"), await user.Api.GetAsync("/profiles/'%20OR%201=1"),
        };

        foreach (var reply in replies)
            reply.ShouldFail(404, "profile not found");
    }

    [Test]
    public async Task A_new_name_moves_the_profile_and_keeps_what_is_the_users()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());
        var slug = await jake.WriteAsync();
        await anna.Api.PostAsync($"/profiles/{jake.Name}/follow");
        var name = ConduitUser.NewName();

        await jake.Api.PutAsync("/user", new { user = new { username = name } });

        (await anna.Api.GetAsync($"/profiles/{jake.Name}")).ShouldFail(404);
        (await anna.Api.GetAsync($"/profiles/{name}")).ShouldBeProfile().GetProperty("following").GetBoolean().Should().BeTrue();
        (await anna.Api.GetAsync($"/articles/{slug}")).ShouldBeArticle().GetProperty("author").Text("username").Should().Be(name);
        (await jake.Api.PutAsync($"/articles/{slug}", new { article = new { body = "Still mine" } })).ShouldBeArticle();
    }
}
