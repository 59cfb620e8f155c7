using System.Buffers.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

public sealed class ClaimsExampleTests
{
    [Test]
    public async Task Claims_are_read_as_they_were_given_and_only_out_of_a_token()
    {
        await using var app = await ExampleProcess.StartAsync("Claims");
        var alice = await app.LoginAsync("alice");

        using var shown = await app.GetAsync("/claims", alice.Access);
        using var anonymous = await app.GetAsync("/claims");

        shown.Should().BeOk(
            """{"publicClaims":{"address":{"city":"Bergen","country":"NO"}},"privateClaims":{"plan":"gold"}"""
            + ""","city":"Bergen","plan":"gold"}""");
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task Claims_are_written_with_namespace_and_prefix()
    {
        await using var app = await ExampleProcess.StartAsync("Claims");
        var alice = await app.LoginAsync("alice");

        var payload = JsonElement.Parse(Base64Url.DecodeFromChars(alice.Access.Split('.')[1]));

        payload.GetProperty("https://example.com/address/city").GetString().Should().Be("Bergen");
        payload.GetProperty("https://example.com/address/country").GetString().Should().Be("NO");
        payload.GetProperty("shop_plan").GetString().Should().Be("gold");
        payload.TryGetProperty("address", out _).Should().BeFalse();
        payload.TryGetProperty("plan", out _).Should().BeFalse();
    }

    [Test]
    public async Task The_value_of_a_claim_opens_a_route_and_another_value_does_not()
    {
        await using var app = await ExampleProcess.StartAsync("Claims");
        var gold = await app.LoginAsync("alice");
        var free = await app.LoginAsync("bob");

        using var welcome = await app.GetAsync("/lounge", gold.Access);
        using var refused = await app.GetAsync("/lounge", free.Access);

        welcome.Should().BeOk("Welcome to the lounge, alice.");
        refused.Should().BeRefused(JwtErrorCode.AccessDenied);
    }
}
