using System.Net.Http.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Authentication;

public sealed class RequestAuthenticatorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_protected_route_accepts_a_token_and_refuses_an_anonymous_request()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", (Token token) => token.Identity).RequireJwt());

        using var alice = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));
        using var anonymous = await app.GetAsync("/me");

        alice.Should().BeOk("alice");
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task Anonymous_request_is_refused_before_its_body_is_read([Values("Production", "Development")] string environment)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/orders", (Order order, Token token) => $"{order.Item} for {token.Identity}").RequireJwt(),
            environment: environment);

        using var malformed = await app.SendAsync(
            HttpMethod.Post, "/orders", content: new StringContent("{not json", null, "application/json"));
        using var good = await app.SendAsync(
            HttpMethod.Post, "/orders", app.Jwt.CreateAccessToken("alice"), JsonContent.Create(new Order("tea")));

        malformed.Should().BeRefused(JwtErrorCode.TokenMissing);
        good.Should().BeOk("tea for alice");
    }

    [TestCase("/me")]
    [TestCase("/accepts-revoked")]
    public async Task The_application_decides_once_about_a_token_in_the_header_whatever_a_middleware_changes(string path)
    {
        var asked = 0;
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.Use(static (context, next) =>
                {
                    context.Request.Path = "/elsewhere";
                    return next(context);
                });
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
                routes.MapGet("/accepts-revoked", (Token token) => token.Identity).RequireJwt(static jwt => jwt.SkipRevocationCheck());
            },
            cfg => cfg.OnAuthenticated(_ =>
            {
                asked++;
                return ValueTask.CompletedTask;
            }));

        (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");

        asked.Should().Be(1);
    }

    [Test]
    public async Task A_request_waits_for_the_store_without_a_thread_until_its_client_has_gone()
    {
        var (store, never) = (new ScriptedStore(), new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapGet("/me", (Token token) => token.Identity).RequireJwt(),
            cfg => cfg.Revocation.UseStore(_ => store));
        using var client = new CancellationTokenSource();
        var request = new DirectRequest(app, "/me", app.Jwt.CreateAccessToken("alice")) { Cancellation = client.Token };
        store.Fail = () => never.Task;

        // On another thread: a call that does not return fails the test, and does not hold it up.
        var running = await Task.Factory
            .StartNew(request.InvokeAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(Patience);
        running.IsCompleted.Should().BeFalse();
        await client.CancelAsync();

        await FluentActions.Awaiting(() => running.WaitAsync(Patience)).Should().ThrowAsync<OperationCanceledException>();
        app.Failures().Should().BeEmpty("it is no failure of the store");
        never.SetResult();
    }

    internal sealed record Order(string Item);
}
