using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Journeys;

// The code of docs/testing.md, which a test compares.
public sealed class ApiTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public async Task A_token_opens_the_route_until_it_expires()
    {
        await using var factory = CreateFactory();
        using var alice = factory.CreateClientAs("alice");

        using var early = await alice.GetAsync("/protected");
        _time.Advance(TimeSpan.FromMinutes(16));
        using var late = await alice.GetAsync("/protected");

        await early.ShouldBeAcceptedAsync();
        await late.ShouldBeRefusedAsync(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task A_change_of_password_ends_other_tokens()
    {
        await using var factory = CreateFactory();
        using var alice = factory.CreateClientAs("alice");

        await Jwt.For(factory.Services).RevokeAllAsync("alice");   // as the endpoint does

        using var response = await alice.GetAsync("/protected");
        await response.ShouldBeRefusedAsync(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_token_that_is_not_valid_is_refused(
        [Values(JwtErrorCode.TokenExpired, JwtErrorCode.TokenInvalid, JwtErrorCode.TokenRevoked)] JwtErrorCode code)
    {
        await using var factory = CreateFactory();
        using var client = factory.CreateClientWith(await factory.Services.CreateRefusedTokenAsync(code, "alice"));

        using var response = await client.GetAsync("/protected");

        await response.ShouldBeRefusedAsync(code);
    }

    private WebApplicationFactory<Program> CreateFactory() => new WebApplicationFactory<Program>().WithWebHostBuilder(
        host => host.UseEnvironment("Testing").UseJwtTestKey().UseTestTime(_time));
}
