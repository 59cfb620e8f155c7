using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>Without a response of the store requests are refused, and an unconfirmed revocation is never reported as a success.</summary>
public sealed class StoreFailureTests
{
    private readonly ScriptedStore _store = new();

    private Task<TestApp> StartAsync() => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapPost("/logout", async (Token token) => await token.RevokeAsync()).RequireJwt(jwt => jwt.SkipRevocationCheck());
            routes.MapGet("/open", () => "open");
        },
        cfg => cfg.Revocation.UseStore(_ => _store));

    [Test]
    public async Task A_store_that_throws_at_once_or_later_refuses_until_it_works_again([Values] bool later)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        _store.Fail = later ? async () => { await Task.Yield(); throw new IOException("gone"); } : () => throw new IOException("gone");

        using var down = await app.GetAsync("/me", token);
        using var logout = await app.SendAsync(HttpMethod.Post, "/logout", token);
        using var open = await app.GetAsync("/open");
        _store.Fail = null;
        using var up = await app.GetAsync("/me", token);

        down.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        down.Headers.RetryAfter.Should().NotBeNull();
        logout.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        open.Should().BeOk("open");
        up.Should().BeOk("alice");
        app.Logs.GetSnapshot().Count(record => record.Category == "JwtExtended.MinimalApi" && record.Id.Id == 11).Should().Be(2);
    }

    [Test]
    public async Task A_store_that_hangs_refuses_at_the_time_limit()
    {
        await using var app = await StartAsync();
        var never = new TaskCompletionSource();
        _store.Fail = () => never.Task;

        var token = app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromDays(30) });
        var asking = app.GetAsync("/me", token);
        await _store.Called.Task;
        asking.IsCompleted.Should().BeFalse();
        while (!asking.IsCompleted)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        (await asking).Should().BeRefused(JwtErrorCode.StoreUnavailable);
    }

    [Test]
    public async Task An_open_endpoint_that_throws_at_once_or_later_responds_that_the_store_is_unavailable([Values] bool later)
    {
        RequestDelegate kick = later
            ? async context => await context.GetJwtService().RevokeAllAsync("alice")
            : context =>
            {
                context.GetJwtService().RevokeAllAsync("alice").AsTask().GetAwaiter().GetResult();
                return Task.CompletedTask;
            };
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/kick", kick), cfg => cfg.Revocation.UseStore(_ => _store));

        using var confirmed = await app.SendAsync(HttpMethod.Post, "/kick");
        _store.Fail = () => throw new IOException("gone");
        using var unconfirmed = await app.SendAsync(HttpMethod.Post, "/kick");

        confirmed.Should().BeOk();
        unconfirmed.Should().BeRefused(JwtErrorCode.StoreUnavailable);
    }

    [Test]
    public async Task A_response_that_has_begun_is_cut_off_and_not_completed_as_if_it_were_right(
        [Values("/open", "/protected")] string path, [Values] bool later)
    {
        async Task HandleAsync(HttpContext context)
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            if (later)
                await Task.Yield();
            await context.GetJwtService().RevokeAllAsync("alice");
            await context.Response.WriteAsync(" and done");
        }

        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapPost("/open", HandleAsync);
                routes.MapPost("/protected", HandleAsync).RequireJwt(jwt => jwt.SkipRevocationCheck());
            },
            cfg => cfg.Revocation.UseStore(_ => _store));
        var token = app.Jwt.CreateAccessToken("alice");

        using var confirmed = await app.SendAsync(HttpMethod.Post, path, token);
        _store.Fail = () => throw new IOException("gone");
        var unconfirmed = () => app.SendAsync(HttpMethod.Post, path, token);

        confirmed.Should().BeOk("begun and done");
        await unconfirmed.Should().ThrowAsync<HttpRequestException>();
        app.Logs.GetSnapshot().Should().Contain(log => log.Exception is RevocationStoreException)
            .And.NotContain(log => log.Exception != null && log.Exception.Message.Contains("already started"));
    }

    [Test]
    public async Task A_handler_that_throws_at_once_responds_that_the_store_is_unavailable()
    {
        RequestDelegate kick = context =>
        {
            context.GetJwtService().RevokeAllAsync("alice").AsTask().GetAwaiter().GetResult();
            return Task.CompletedTask;
        };
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/kick", kick).RequireJwt(jwt => jwt.SkipRevocationCheck()),
            cfg => cfg.Revocation.UseStore(_ => _store));
        var token = app.Jwt.CreateAccessToken("alice");

        using var confirmed = await app.SendAsync(HttpMethod.Post, "/kick", token);
        _store.Fail = () => throw new IOException("gone");
        using var unconfirmed = await app.SendAsync(HttpMethod.Post, "/kick", token);

        confirmed.Should().BeOk();
        unconfirmed.Should().BeRefused(JwtErrorCode.StoreUnavailable);
    }

    [Test]
    public async Task A_request_without_an_endpoint_gets_the_same_response()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.Use(static (HttpContext context, RequestDelegate _) =>
                context.GetJwtService().RevokeAllAsync("alice").AsTask()),
            cfg => cfg.Revocation.UseStore(_ => _store));

        using var confirmed = await app.GetAsync("/nowhere");
        _store.Fail = () => throw new IOException("gone");
        using var unconfirmed = await app.GetAsync("/nowhere");

        confirmed.Should().BeOk();
        unconfirmed.Should().BeRefused(JwtErrorCode.StoreUnavailable);
    }

    [Test]
    public async Task A_caller_who_has_gone_waits_for_no_look_up_and_a_refresh_goes_on()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
                routes.MapJwtLogoutAll();
            },
            cfg => cfg.Revocation.UseStore(_ => _store));
        var token = app.Jwt.CreateAccessToken("alice");

        foreach (var (method, path, isCancelled) in new[] { (HttpMethod.Get, "/me", true), (HttpMethod.Post, "/logout/all", false) })
        {
            var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
            _store.Fail = () =>
            {
                asked.TrySetResult();
                return answer.Task;
            };
            using var gone = new CancellationTokenSource();
            using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new("Bearer", token) } };
            var sending = app.Client.SendAsync(request, gone.Token);
            await asked.Task;
            _store.Cancellation.CanBeCanceled.Should().Be(isCancelled);
            await gone.CancelAsync();
            await sending.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
            answer.SetResult();
        }
    }

    [Test]
    public async Task A_revocation_that_is_not_confirmed_throws_to_code_outside_of_endpoints()
    {
        await using var app = await StartAsync();
        _store.Fail = () => throw new IOException("gone");

        var revoke = () => app.Jwt.RevokeAllAsync("alice").AsTask();

        (await revoke.Should().ThrowAsync<RevocationStoreException>()).WithInnerException<IOException>();
    }

    [Test]
    public async Task A_cancelled_revocation_says_that_it_was_cancelled()
    {
        await using var app = await StartAsync();
        _store.Fail = () => new TaskCompletionSource().Task;
        using var cancelled = new CancellationTokenSource();

        var revoke = app.Jwt.RevokeAllAsync("alice", cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await revoke.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task One_request_calls_the_store_once_and_only_for_our_own_tokens()
    {
        await using var app = await StartAsync();

        using var foreign = await app.GetAsync("/me", "a.b.c");
        using var anonymous = await app.GetAsync("/me");
        _store.Lookups.Should().Be(0);
        using var alice = await app.GetAsync("/me", app.Jwt.CreateTokenPair("alice").AccessToken);
        _store.Lookups.Should().Be(1);
    }

    [Test]
    public async Task The_store_is_disposed_with_its_app()
    {
        var app = await StartAsync();
        _store.Disposed.Should().BeFalse();

        await app.DisposeAsync();

        _store.Disposed.Should().BeTrue();
    }
}
