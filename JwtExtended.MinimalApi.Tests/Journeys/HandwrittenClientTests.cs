using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Journeys;

// The code of docs/testing.md, which a test compares.
public sealed class HandwrittenClientTests
{
    [Test]
    public async Task A_token_opens_the_route_until_it_expires()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(
            host => host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(time)));
        using var client = factory.CreateClient();
        var token = Jwt.For(factory.Services).CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(15) });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var early = await client.GetAsync("/protected");
        time.Advance(TimeSpan.FromMinutes(16));
        using var late = await client.GetAsync("/protected");

        early.StatusCode.Should().Be(HttpStatusCode.OK);
        late.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }
}
