using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A look-up in front of a middleware that waits is old at the endpoint.</summary>
public sealed class OldLookUpTests
{
    [TestCase(0, true, 1)]
    [TestCase(1, true, 1)]
    [TestCase(3, true, 2)]
    [TestCase(3, false, 2)]
    public async Task A_request_that_waited_is_looked_up_again(int seconds, bool isAlive, int lookUps)
    {
        HookedStore store = null!;
        var found = 0;
        TestApp? app = null;
        app = await TestApp.StartAsync(
            routes =>
            {
                routes.Use(async (context, next) =>
                {
                    if (!isAlive)
                        await app!.Jwt.RevokeAllAsync("alice");
                    found = 0;
                    app!.Time.Advance(TimeSpan.FromSeconds(seconds));
                    await next(context);
                });
                routes.MapGet("/transfer", (Token token) => "by " + token.Identity).RequireJwt();
            },
            cfg => cfg.Revocation.UseStore(
                services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))));
        await using var _ = app;
        store.Before = call =>
        {
            found += call == "find" ? 1 : 0;
            return Task.CompletedTask;
        };

        using var response = await app.GetAsync("/transfer", app.Jwt.CreateAccessToken("alice"));

        if (isAlive)
            response.Should().BeOk("by alice");
        else
            response.Should().BeRefused(JwtErrorCode.TokenRevoked);
        found.Should().Be(lookUps - 1, "the first look-up was in front of the middleware");
    }
}
