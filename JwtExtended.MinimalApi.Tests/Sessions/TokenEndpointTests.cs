using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>The endpoint of <c>MapJwtRefresh</c> as a token endpoint (RFC 6749, 6).</summary>
public sealed class TokenEndpointTests
{
    private const string Secret = IntrospectionEndpointTests.Secret;

    [Test]
    public async Task A_form_is_answered_with_tokens_that_no_cache_keeps()
    {
        await using var app = await SessionClient.StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Scopes = ["read", "write"] });

        using var response = await app.RefreshByFormAsync(pair.RefreshToken);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.ForbidCaching();
        var json = await response.ReadJsonAsync();
        json.EnumerateObject().Select(static member => member.Name).Should()
            .Equal("access_token", "token_type", "expires_in", "refresh_token");
        json.GetProperty("token_type").GetString().Should().Be("Bearer");
        app.ReadToken(json.GetProperty("access_token").GetString()!).Scopes.Should().Equal("read", "write");
        (await app.GetAsync("/me", json.GetProperty("access_token").GetString())).Should().BeOk("alice");
    }

    [Test]
    public async Task A_form_rotates_as_every_other_way_does_and_a_reused_token_ends_the_session()
    {
        await using var app = await SessionClient.StartAsync();
        var first = app.Jwt.CreateTokenPair("alice").RefreshToken;
        var (_, second) = await app.RefreshedByFormAsync(first);
        var again = await app.RefreshedByFormAsync(first);
        var (access, third) = await app.RefreshedAsync(second);
        var (_, fourth) = await app.RefreshedByFormAsync(third);

        app.ReadToken(again.Refresh, TokenType.Refresh).Jti.Should().Be(app.ReadToken(second, TokenType.Refresh).Jti);
        (await app.GetAsync("/me", access)).Should().BeOk();
        app.Time.Advance(TimeSpan.FromSeconds(30));
        using var reused = await app.RefreshByFormAsync(first);
        using var ended = await app.RefreshByFormAsync(fourth);

        reused.BeOAuthError("invalid_grant");
        ended.BeOAuthError("invalid_grant");
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        app.Failures().Should().Contain(static message => message.Contains("was used after it had been exchanged"));
    }

    [TestCase("grant_type=refresh_token", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token=", "invalid_request")]
    [TestCase("refresh_token={token}", "invalid_request")]
    [TestCase("grant_type=&refresh_token={token}", "invalid_request")]
    [TestCase("", "invalid_request")]
    [TestCase("client_id=app", "invalid_request")]
    [TestCase("grant_type=password&username=a&password=b", "unsupported_grant_type")]
    [TestCase("grant_type=REFRESH_TOKEN&refresh_token={token}", "unsupported_grant_type")]
    [TestCase("grant_type=refresh_token&refresh_token={token}&refresh_token={token}", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}&refresh%5Ftoken=other", "invalid_request")]
    [TestCase("grant_type=refresh_token&grant_type=refresh_token&refresh_token={token}", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}&client_id=a&client_id=a", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}%", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}%4", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}%zz", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}%00", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}\0", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}\r\n", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}%C3%A9", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}\u00e9", "invalid_request")]
    [TestCase("grant_type=refresh_token&refresh_token={token}.", "invalid_grant")]
    [TestCase("grant_type=refresh_token&refresh_token={token}+", "invalid_grant")]
    [TestCase("grant_type=refresh_token&refresh_token=none", "invalid_grant")]
    [TestCase("grant_type=refresh_token&refresh_token={access}", "invalid_grant")]
    [TestCase("grant_type=refresh_token&refresh_token={token}&client_assertion=x", "invalid_client")]
    [TestCase("grant_type=refresh_token&refresh_token={token}&client_id=a&client_secret=b", "invalid_client")]
    [TestCase("grant_type=refresh_token&refresh_token={token}&client_secret=b", "invalid_client")]
    public async Task A_form_that_is_not_as_RFC_6749_has_it_is_refused_and_the_token_stays_as_it_is(string form, string error)
    {
        await using var app = await SessionClient.StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var text = form.Replace("{token}", pair.RefreshToken).Replace("{access}", pair.AccessToken);

        using var refused = await app.PostTextAsync("/refresh", text);

        refused.BeOAuthError(error, error == "invalid_client" ? 401 : 400, form);
        app.ReadToken((await app.RefreshedByFormAsync(pair.RefreshToken)).Refresh, TokenType.Refresh).ClaimSet.Number!.Value.Value
            .Should().Be(1, "it was exchanged now and not before");
    }

    [TestCase("grant_type=refresh%5Ftoken&refresh%5ftoken={token}")]
    [TestCase("&&grant_type=refresh_token&&refresh_token={token}&")]
    [TestCase("grant_type=refresh_token&refresh_token={token}&resource=a&resource=b&other=%zz&flag&=x&%00=1")]
    [TestCase("grant_type=refresh_token&refresh_token={token}&client_id=&client_secret=&scope=")]
    [TestCase("GRANT_TYPE=password&grant_type=refresh_token&refresh_token={token}&client_id=app")]
    public async Task What_a_form_has_beside_its_parameters_is_ignored(string form)
    {
        await using var app = await SessionClient.StartAsync();

        using var response = await app.PostTextAsync(
            "/refresh",
            form.Replace("{token}", app.Jwt.CreateTokenPair("alice").RefreshToken),
            "Application/X-WWW-Form-Urlencoded; charset=\"UTF-8\"");

        response.Should().BeOk();
    }

    [TestCase("application/x-www-form-urlencoded; charset=utf-16", 400)]
    [TestCase("application/x-www-form-urlencoded; charset=utf-7", 400)]
    [TestCase("application/x-www-form-urlencoded; charset=iso-8859-1", 200)]
    [TestCase("application/x-www-form-urlencoded;charset=UTF-8", 200)]
    public async Task A_charset_in_which_the_form_could_mean_something_else_is_refused(string contentType, int status)
    {
        await using var app = await SessionClient.StartAsync();
        var token = app.Jwt.CreateTokenPair("alice").RefreshToken;

        using var response = await app.PostTextAsync("/refresh", $"grant_type=refresh_token&refresh_token={token}", contentType);

        ((int)response.StatusCode).Should().Be(status);
        if (status == 400)
            response.BeOAuthError("invalid_request");
    }

    [Test]
    public async Task A_multipart_form_and_other_bodies_carry_nothing()
    {
        await using var app = await SessionClient.StartAsync();
        var token = app.Jwt.CreateTokenPair("alice").RefreshToken;
        using var multipart = new MultipartFormDataContent
        {
            { new StringContent("refresh_token"), "grant_type" },
            { new StringContent(token), "refresh_token" },
        };

        using var response = await app.SendAsync(HttpMethod.Post, "/refresh", multipart);
        using var text = await app.PostTextAsync("/refresh", $"grant_type=refresh_token&refresh_token={token}", "text/plain");

        response.Should().BeRefused(JwtErrorCode.TokenMissing);
        text.Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.RefreshByFormAsync(token)).Should().BeOk();
    }

    [Test]
    public async Task A_form_that_is_too_long_or_compressed_is_refused()
    {
        await using var app = await SessionClient.StartAsync();
        var token = app.Jwt.CreateTokenPair("alice").RefreshToken;
        var form = $"grant_type=refresh_token&refresh_token={token}&padding=";

        using var longest = await app.PostTextAsync("/refresh", form.PadRight(64 * 1024 - 1, 'x'));
        using var tooLong = await app.PostTextAsync("/refresh", form.PadRight(64 * 1024, 'x'));
        using var chunked = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(form.PadRight(200 * 1024, 'x'))));
        chunked.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        using var withoutLength = await app.SendAsync(HttpMethod.Post, "/refresh", chunked, ("Transfer-Encoding", "chunked"));
        using var compressed = await app.SendAsync(HttpMethod.Post, "/refresh", Compress(form));

        longest.Should().BeOk();
        tooLong.BeOAuthError("invalid_request");
        withoutLength.BeOAuthError("invalid_request");
        compressed.BeOAuthError("invalid_request");
    }

    [Test]
    public async Task A_form_without_a_length_is_read_as_any_other()
    {
        await using var app = await SessionClient.StartAsync();
        var text = $"grant_type=refresh_token&refresh_token={app.Jwt.CreateTokenPair("alice").RefreshToken}";
        using var chunked = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(text)));
        chunked.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");

        using var response = await app.SendAsync(HttpMethod.Post, "/refresh", chunked, ("Transfer-Encoding", "chunked"));

        response.Should().BeOk();
    }

    [Test]
    public async Task Scope_shrinks_the_access_token_and_the_refresh_token_keeps_all()
    {
        await using var app = await SessionClient.StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Scopes = ["read", "write", "delete"] });

        using var shrunk = await app.RefreshByFormAsync(pair.RefreshToken, "delete  read");
        var json = await shrunk.ReadJsonAsync();
        var refresh = json.GetProperty("refresh_token").GetString()!;
        using var whole = await app.RefreshByFormAsync(refresh);

        json.GetProperty("scope").GetString().Should().Be("read delete");
        app.ReadToken(json.GetProperty("access_token").GetString()!).Scopes.Should().Equal("read", "delete");
        app.ReadToken(refresh, TokenType.Refresh).Scopes.Should().Equal("read", "write", "delete");
        var next = await whole.ReadJsonAsync();
        next.TryGetProperty("scope", out _).Should().BeFalse("it is what was granted");
        app.ReadToken(next.GetProperty("access_token").GetString()!).Scopes.Should().Equal("read", "write", "delete");
    }

    [TestCase("admin")]
    [TestCase("read admin")]
    [TestCase("READ")]
    [TestCase("\"read\"")]
    [TestCase(" ")]
    public async Task A_scope_beyond_the_session_is_refused_before_anything_advances(string scope)
    {
        await using var app = await SessionClient.StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Scopes = ["read", "write"] });

        using var refused = await app.RefreshByFormAsync(pair.RefreshToken, scope);
        using var accepted = await app.RefreshByFormAsync(pair.RefreshToken, "read");

        refused.BeOAuthError("invalid_scope");
        accepted.Should().BeOk();
        var next = (await accepted.ReadJsonAsync()).GetProperty("refresh_token").GetString()!;
        app.ReadToken(next, TokenType.Refresh).ClaimSet.Number!.Value.Value.Should().Be(1);
    }

    [Test]
    public async Task OnRefresh_grants_less_and_the_response_says_so()
    {
        string[] granted = ["read"];
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(context =>
            ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(context.Token) with { Scopes = granted })));
        var refresh = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Scopes = ["read", "write"] }).RefreshToken;

        using var all = await app.RefreshByFormAsync(refresh);
        using var both = await app.RefreshByFormAsync(refresh, "read write");
        using var taken = await app.RefreshByFormAsync(refresh, "write");
        granted = ["read", "admin"];
        using var more = await app.RefreshByFormAsync(refresh, "read");

        (await all.ReadJsonAsync()).GetProperty("scope").GetString().Should().Be("read");
        (await both.ReadJsonAsync()).GetProperty("scope").GetString().Should().Be("read");
        taken.BeOAuthError("invalid_scope");
        (await more.ReadJsonAsync()).GetProperty("scope").GetString().Should().Be("read", "the client asked for no more");
    }

    [Test]
    public async Task OnRefresh_refuses_and_ends_sessions_as_for_every_other_way()
    {
        await using var app = await SessionClient.StartAsync(static cfg => cfg.OnRefresh(static context =>
        {
            if (context.Token.Identity == "bob")
                context.Refuse();
            return ValueTask.FromResult<TokenDescriptor?>(null);
        }));
        var (alice, bob) = (app.Jwt.CreateTokenPair("alice").RefreshToken, app.Jwt.CreateTokenPair("bob").RefreshToken);

        using var ended = await app.RefreshByFormAsync(alice);
        using var refused = await app.RefreshByFormAsync(bob);

        ended.BeOAuthError("invalid_grant");
        refused.BeOAuthError("access_denied");
        (await app.Jwt.ReadAsync(bob, TokenType.Refresh)).Error.Should().BeNull();
        (await app.Jwt.ReadAsync(alice, TokenType.Refresh)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_store_that_does_not_respond_is_told_as_such_and_the_token_is_exchanged_later()
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var disposed = app;
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;

        store.Before = static _ => throw new InvalidOperationException("The store is down.");
        using var unavailable = await app.RefreshByFormAsync(refresh);
        store.Before = static _ => Task.CompletedTask;
        using var later = await app.RefreshByFormAsync(refresh);

        unavailable.BeOAuthError("temporarily_unavailable", 503);
        unavailable.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        later.Should().BeOk();
    }

    [Test]
    public async Task A_credential_beside_the_form_is_refused()
    {
        await using var app = await SessionClient.StartAsync();
        var (pair, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        (string, string)[] form = [("grant_type", "refresh_token"), ("refresh_token", pair.RefreshToken)];

        foreach (var header in new[]
        {
            ("Authorization", "Bearer " + pair.AccessToken), ("Authorization", "Bearer " + other.RefreshToken), ("Authorization", "Bearer"),
            ("X-Refresh-Token", "Bearer " + pair.RefreshToken), ("Authorization", "Digest username=\"a\""),
        })
        {
            using var refused = await app.PostFormAsync("/refresh", [header], form);
            refused.BeOAuthError("invalid_request", because: header.Item2);
        }

        (await app.PostFormAsync("/refresh?refresh_token=x&grant_type=password", form)).Should().BeOk();
        (await app.RefreshAsync(other.RefreshToken)).Should().BeOk();
    }

    [Test]
    public async Task A_public_client_says_its_id_in_the_form_or_by_Basic_without_a_secret()
    {
        await using var app = await SessionClient.StartAsync(static cfg => cfg.Introspection.AddCaller("orders", Secret));
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;
        (string Name, string Value)[] form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];

        (await app.PostFormAsync("/refresh", [.. form, ("client_id", "app")])).Should().BeOk();
        (await app.PostFormAsync("/refresh", [FormClient.Basic("app", "")], form)).Should().BeOk();
        (await app.PostFormAsync("/refresh", [FormClient.Basic("app", "")], [.. form, ("client_id", "app")])).Should().BeOk();
        (await app.PostFormAsync("/refresh", [FormClient.Basic("orders", Secret)], form)).Should().BeOk();
        using var other = await app.PostFormAsync("/refresh", [FormClient.Basic("app", "")], [.. form, ("client_id", "other")]);
        using var secret = await app.PostFormAsync("/refresh", [FormClient.Basic("app", "secret")], form);
        using var broken = await app.PostFormAsync("/refresh", [("Authorization", "Basic ???")], form);

        other.BeOAuthError("invalid_request");
        secret.BeOAuthError("invalid_client", 401);
        broken.BeOAuthError("invalid_client", 401);
    }

    [Test]
    public async Task A_token_of_another_client_is_refused()
    {
        await using var app = await SessionClient.StartAsync();
        var refresh = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { ClientId = "mobile" }).RefreshToken;

        using var other = await app.PostFormAsync(
            "/refresh", ("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", "web"));
        using var own = await app.PostFormAsync(
            "/refresh", ("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", "mobile"));

        other.BeOAuthError("invalid_grant");
        own.Should().BeOk();
    }

    [Test]
    public async Task A_token_that_names_no_client_of_its_own_is_refreshed_by_any()
    {
        await using var app = await SessionClient.StartAsync();
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;

        using var any = await app.PostFormAsync(
            "/refresh", ("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", "web"));

        any.Should().BeOk();
    }

    [Test]
    public async Task The_other_ways_respond_as_before()
    {
        await using var app = await SessionClient.StartAsync(static cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.JsonBody);
        });
        var refresh = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Scopes = ["read"] }).RefreshToken;

        using var json = await app.SendAsync(HttpMethod.Post, "/refresh", content: JsonContent.Create(new { refresh_token = refresh }));
        using var emptyForm = await app.SendAsync(HttpMethod.Post, "/refresh", refresh, new FormUrlEncodedContent([]));
        using var invalid = await app.SendAsync(HttpMethod.Post, "/refresh", content: JsonContent.Create(new { refresh_token = "x" }));

        JsonNode.Parse(await json.Content.ReadAsStringAsync())!.AsObject().Should().NotContainKey("scope");
        emptyForm.Should().BeOk();
        invalid.Should().BeRefused(JwtErrorCode.TokenMalformed);
    }

    [Test]
    public async Task Requirements_on_the_endpoint_hold_for_forms_and_From_turns_them_off()
    {
        await using var app = await TestApp.StartAsync(static routes =>
        {
            routes.MapJwtRefresh("/editors").RequireJwt(static jwt => jwt.Refresh().Allow("EDITOR"));
            routes.MapJwtRefresh("/headers").RequireJwt(static jwt => jwt.Refresh().From(TokenLocation.Header));
            routes.MapJwtRefresh("/forms").RequireJwt(static jwt => jwt.Refresh().From(TokenLocation.Form));
        });
        var (editor, reader) = (
            app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = "EDITOR" }).RefreshToken,
            app.Jwt.CreateTokenPair("bob").RefreshToken);
        Task<HttpResponseMessage> PostAsync(string path, string token) =>
            app.PostFormAsync(path, ("grant_type", "refresh_token"), ("refresh_token", token));

        (await PostAsync("/editors", editor)).Should().BeOk();
        (await PostAsync("/editors", reader)).BeOAuthError("access_denied");
        (await PostAsync("/headers", editor)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.SendAsync(HttpMethod.Post, "/headers", editor)).Should().BeOk();
        (await PostAsync("/forms", editor)).Should().BeOk();
        (await app.SendAsync(HttpMethod.Post, "/forms", editor)).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_form_elsewhere_stops_the_start()
    {
        var endpoint = () => TestApp.StartAsync(static routes =>
            routes.MapPost("/me", static (Token token) => token.Identity).RequireJwt(static jwt => jwt.From(TokenLocation.Form)));
        var everywhere = () => TestApp.StartAsync(static _ => { }, static cfg => cfg.Locations.Add(TokenLocation.Form));

        (await endpoint.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*'POST /me'*Remove TokenLocation.Form*");
        (await everywhere.Should().ThrowAsync<Exception>()).WithMessage("*Locations holds Form*Remove it.*");
    }

    [Test]
    public async Task OnError_and_legacy_errors_leave_OAuth_errors_as_they_are()
    {
        await using var app = await SessionClient.StartAsync(static cfg =>
        {
            cfg.OnError(static _ => Results.Text("teapot", statusCode: 418));
            cfg.UseLegacyErrors();
        });

        using var form = await app.RefreshByFormAsync("none");
        using var header = await app.RefreshAsync("none");

        form.BeOAuthError("invalid_grant");
        ((int)header.StatusCode).Should().Be(418);
    }

    [Test]
    public async Task In_Development_the_reason_is_told_as_well()
    {
        await using var app = await TestApp.StartAsync(static routes => routes.MapJwtRefresh(), environment: "Development");

        using var response = await app.RefreshByFormAsync("none");

        (await response.ReadJsonAsync()).GetProperty("reason").GetString().Should().NotBeEmpty();
    }

    [Test]
    public async Task A_form_that_a_middleware_has_read_counts_all_the_same()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapJwtRefresh(),
            pipeline: static app => app.Use(static async (context, next) =>
            {
                await context.Request.ReadFormAsync();
                await next(context);
            }));
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;

        using var twice = await app.PostTextAsync("/refresh", $"grant_type=refresh_token&refresh_token={refresh}&REFRESH_TOKEN=x");
        using var control = await app.PostTextAsync("/refresh", $"grant_type=refresh_token&refresh_token={refresh}%01");
        using var response = await app.RefreshByFormAsync(refresh);

        twice.BeOAuthError("invalid_request");
        control.BeOAuthError("invalid_request");
        response.Should().BeOk();
    }

    [Test]
    public async Task Antiforgery_of_the_application_leaves_the_endpoints_alone()
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.UseAntiforgery();
                routes.MapPost("/form", static ([Microsoft.AspNetCore.Mvc.FromForm] string name) => name);
                routes.MapJwtRefresh();
                routes.MapJwtRevocation();
                routes.MapJwtIntrospection();
            },
            static cfg => cfg.Introspection.AddCaller("orders", Secret),
            static builder => builder.Services.AddAntiforgery());
        var pair = app.Jwt.CreateTokenPair("alice");

        using var guarded = await app.PostFormAsync("/form", ("name", "alice"));
        using var refreshed = await app.RefreshByFormAsync(pair.RefreshToken);
        using var introspected = await app.PostFormAsync(
            "/introspect", [FormClient.Basic("orders", Secret)], [("token", pair.AccessToken)]);
        using var revoked = await app.PostFormAsync("/revoke", ("token", pair.AccessToken));

        guarded.StatusCode.Should().Be(HttpStatusCode.BadRequest, "antiforgery is at work");
        new[] { refreshed, introspected, revoked }.Should().AllSatisfy(static response => response.Should().BeOk());
    }

    private static ByteArrayContent Compress(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(Encoding.ASCII.GetBytes(text));
        var content = new ByteArrayContent(compressed.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
