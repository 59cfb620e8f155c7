using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
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
        using var client = ClientOf(factory, "alice");

        using var early = await client.GetAsync("/protected");
        _time.Advance(TimeSpan.FromMinutes(16));
        using var late = await client.GetAsync("/protected");

        early.StatusCode.Should().Be(HttpStatusCode.OK);
        late.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_revoked_token_is_refused()
    {
        await using var factory = CreateFactory();
        using var client = ClientOf(factory, "alice");

        await Jwt.For(factory.Services).RevokeAllAsync("alice");

        using var response = await client.GetAsync("/protected");
        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private WebApplicationFactory<Program> CreateFactory() => new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
    {
        host.UseSetting("Jwt:AccessTokenExpires", "00:15:00");
        host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(_time));
    });

    private static HttpClient ClientOf(WebApplicationFactory<Program> factory, string identity, TokenDescriptor? descriptor = null)
    {
        var client = factory.CreateClient();
        var token = Jwt.For(factory.Services).CreateAccessToken(identity, descriptor ?? new TokenDescriptor());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
