using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

public sealed class BasicExampleTests
{
    [Test]
    public async Task A_protected_route_shows_the_token_and_refuses_a_missing_or_changed_one()
    {
        await using var app = await ExampleProcess.StartAsync("Basic");
        var alice = (await app.LoginAsync("alice")).Access;

        using var shown = await app.GetAsync("/protected", alice);
        using var anonymous = await app.GetAsync("/protected");
        using var changed = await app.GetAsync("/protected", ChangeSignature(alice));

        shown.Should().BeOk();
        var token = JsonElement.Parse(await shown.Content.ReadAsStringAsync());
        token.GetProperty("identity").GetString().Should().Be("alice");
        token.GetProperty("type").GetString().Should().Be("access");
        token.GetProperty("rawData").GetProperty("sub").GetString().Should().Be("alice");
        token.GetProperty("exp").GetDateTimeOffset().Should().BeAfter(TimeProvider.System.GetUtcNow());
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
        changed.Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task An_optional_route_accepts_a_token_or_none_but_not_a_bad_one()
    {
        await using var app = await ExampleProcess.StartAsync("Basic");
        var alice = (await app.LoginAsync("alice")).Access;

        using var known = await app.GetAsync("/hello", alice);
        using var stranger = await app.GetAsync("/hello");
        using var bad = await app.GetAsync("/hello", ChangeSignature(alice));

        known.Should().BeOk("Hello alice");
        stranger.Should().BeOk("Hello stranger");
        bad.Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task The_random_key_of_a_run_is_not_accepted_in_the_next_run()
    {
        await using var first = await ExampleProcess.StartAsync("Basic");
        await using var second = await ExampleProcess.StartAsync("Basic");
        var alice = (await first.LoginAsync("alice")).Access;

        using var same = await first.GetAsync("/protected", alice);
        using var other = await second.GetAsync("/protected", alice);

        same.Should().BeOk();
        other.Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    // Not the last character: some of its bits are padding, and a change there would make the text malformed.
    private static string ChangeSignature(string token)
    {
        var start = token.LastIndexOf('.') + 1;
        return $"{token[..start]}{(token[start] == 'A' ? 'B' : 'A')}{token[(start + 1)..]}";
    }
}
