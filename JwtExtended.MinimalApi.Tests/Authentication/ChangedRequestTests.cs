using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A middleware between the authentication and the endpoint changes the request.</summary>
public sealed class ChangedRequestTests
{
    [Test]
    public async Task A_request_without_its_ambiguous_header_carries_no_token()
    {
        await using var app = await StartAsync(new ScriptedStore(), static context => context.Request.Headers.Remove("Authorization"));
        var header = "Authorization: Bearer " + app.Jwt.CreateAccessToken("alice");

        using var response = await app.SendRawAsync("GET", "/me", header, header);

        response.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_token_in_the_header_is_looked_up_once_whatever_path_the_request_has_later()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(store, static context => context.Request.Path = "/elsewhere");

        using var response = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));

        response.Should().BeOk("alice");
        store.Lookups.Should().Be(1);
    }

    [TestCase("Header", "alice")]
    [TestCase("Cookie", null)]
    public async Task A_form_is_waited_for_only_where_it_decides_about_the_cookie(string location, string? early)
    {
        string? seen = null;
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.Use((context, next) =>
                {
                    seen = context.User.Identity?.Name;
                    return next(context);
                });
                routes.MapPost("/me", (Token token) => token.Identity).RequireJwt();
            },
            cfg =>
            {
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
            });
        var token = app.Jwt.CreateAccessToken("alice");
        using var form = new FormUrlEncodedContent([new("name", "value")]);
        var credential = location == "Header" ? ("Authorization", "Bearer " + token) : ("Cookie", BrowserClient.Access(token));

        using var response = await app.SendAsync(HttpMethod.Post, "/me", form, credential);

        seen.Should().Be(early);
        response.IsSuccessStatusCode.Should().Be(early is not null);
    }

    private static Task<TestApp> StartAsync(ScriptedStore store, Action<HttpContext> change) => TestApp.StartAsync(
        routes =>
        {
            routes.Use((context, next) =>
            {
                change(context);
                return next(context);
            });
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
        },
        cfg => cfg.Revocation.UseStore(_ => store));
}
