using System.Diagnostics;
using System.Net;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>What OpenTelemetry exports of an app is what the documentation says, and nothing of a token.</summary>
[NonParallelizable]
public sealed class OpenTelemetryTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly ExportedTelemetry _exported = new();
    private readonly List<string> _secrets = [];
    private HookedStore _store = null!;

    [Test]
    public async Task An_exporter_gets_the_documented_metrics_and_no_token()
    {
        await using var app = await StartAsync();
        await LiveAsync(app);

        await ExportedTelemetry.StopAsync(app);

        _exported.TagsOfMetrics.Should().BeEquivalentTo(
            TelemetryPage.TagsOfInstruments.Where(static row => !ExportedTelemetry.IsOfMemoryStore(row.Key)).ToDictionary());
        foreach (var (metric, unit) in _exported.Units)
            unit.Should().Be(TelemetryPage.Instruments[metric].Unit, metric);
        ShouldBeFreeOfSecrets();
    }

    [Test]
    public async Task An_exporter_gets_the_documented_spans_and_no_token()
    {
        await using var app = await StartAsync();
        await LiveAsync(app);

        await ExportedTelemetry.StopAsync(app);

        _exported.Spans.Select(static span => span.OperationName).Distinct().Should().BeSubsetOf(TelemetryPage.TagsOfSpans.Keys)
            .And.Contain(
                ["jwt_extended.refresh", "jwt_extended.store.find", "jwt_extended.store.exchange", "jwt_extended.store.mark_seen"]);
        foreach (var span in _exported.Spans)
        {
            ExportedTelemetry.TagsOf(span).Should().BeSubsetOf(TelemetryPage.TagsOfSpans[span.OperationName]);
            span.Status.Should().Be(span.GetTagItem("error.type") is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        }

        _exported.Spans.Where(static span => span.OperationName == "jwt_extended.refresh")
            .Select(static span => span.GetTagItem("jwt_extended.refresh.result"))
            .Should().BeEquivalentTo(["advanced", "reused", "failed"]);
        _exported.Spans.Select(static span => span.GetTagItem("error.type")).Should().Contain("System.IO.IOException");
        ShouldBeFreeOfSecrets();
    }

    [Test]
    public async Task A_span_is_a_child_of_its_request_or_refresh_and_of_no_call_that_has_ended()
    {
        await using var app = await StartAsync();
        await LiveAsync(app);

        await ExportedTelemetry.StopAsync(app);

        var parents = _exported.Requests
            .Concat(_exported.Spans.Where(static span => span.OperationName == "jwt_extended.refresh"))
            .Select(static span => span.SpanId);
        _exported.Spans.Select(static span => span.ParentSpanId).Should().NotBeEmpty().And.BeSubsetOf(parents);
    }

    [Test]
    public async Task The_span_of_a_refused_request_has_the_code_and_the_reason_and_one_that_is_accepted_has_neither()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);

        await ExportedTelemetry.StopAsync(app);
        var refused = _exported.Requests.Single(static span => span.GetTagItem("jwt_extended.refusal.code") is not null);
        refused.GetTagItem("jwt_extended.refusal.code").Should().Be("token_missing");
        var noted = refused.Events.Should().ContainSingle(static item => item.Name == "jwt_extended.refusal").Subject;
        noted.Tags.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["jwt_extended.refusal.code"] = "token_missing",
            ["jwt_extended.refusal.reason"] = "The request carries no token.",
        });
        refused.GetTagItem("error.type").Should().BeNull("a client that is refused is no error of the server");
        _exported.Requests.Should().HaveCount(2);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Users_and_sessions_are_named_by_choice_alone(bool traces)
    {
        await using var app = await StartAsync(cfg => cfg.TraceUsers = traces);
        var login = await app.Jwt.StartSessionAsync("alice");
        var sid = app.ReadToken(login.AccessToken).SessionId;

        (await app.GetAsync("/me", login.AccessToken)).Should().BeOk("alice");
        (await app.GetAsync("/policy", login.AccessToken)).Should().BeOk("alice");
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("bob"))).Should().BeOk("bob");
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);

        await ExportedTelemetry.StopAsync(app);
        (object? User, object? Session)[] named = [("alice", sid), ("alice", sid), ("bob", null), (null, null)];
        var expected = traces ? named : new (object?, object?)[named.Length];
        _exported.Requests.Select(static span => (span.GetTagItem("enduser.id"), span.GetTagItem("session.id")))
            .Should().BeEquivalentTo(expected);
    }

    private Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => StartTracedAsync(TestApp.StartAsync(
        routes =>
        {
            routes.MapPost("/login", (JwtService jwt) => jwt.StartSessionAsync("alice"));
            routes.MapGet("/me", static (Token token) => token.Identity).RequireJwt();
            routes.MapGet("/policy", static (HttpContext context) => context.User.FindFirst("sub")!.Value).RequireAuthorization();
            routes.MapPost("/revoke", static (Token token) => token.RevokeAsync().AsTask()).RequireJwt();
            routes.MapJwtRefresh();
            routes.MapJwtLogout();
            routes.MapJwtIntrospection();
        },
        cfg =>
        {
            cfg.Introspection.AddCaller("orders", TestKeys.Secret);
            cfg.Revocation.UseStore(
                services => _store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
            cfg.Revocation.CacheLookups(TimeSpan.FromSeconds(1));
            cfg.AcceptFlask();
            configure?.Invoke(cfg);
        },
        builder =>
        {
            builder.Services.AddJwtExtended();
            _exported.Register(builder);
        }));

    private async Task<TestApp> StartTracedAsync(Task<TestApp> starting)
    {
        var app = await starting;
        _exported.Trace(app.Client);
        return app;
    }

    // A login, requests, a refresh, the reuse of its token, a logout, a revocation, and a store that is down.
    private async Task LiveAsync(TestApp app)
    {
        var (access, refresh) = await LoginAsync(app);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        _secrets.Add(LegacyForge.Flask());
        (await app.GetAsync("/me", LegacyForge.Flask())).Should().BeOk("alice");
        (await app.GetAsync("/me", access + "A")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        var (second, successor) = await app.RefreshedAsync(refresh);
        _secrets.AddRange([second, successor]);
        (await app.GetAsync("/me", second)).Should().BeOk("alice");
        app.Time.Advance(Window);
        (await app.RefreshAsync(refresh)).Should().BeRefused(JwtErrorCode.RefreshReused);

        var (third, last) = await LoginAsync(app);
        (await app.SendAsync(HttpMethod.Post, "/revoke", (await LoginAsync(app)).Access)).Should().BeOk();
        (await app.SendAsync(HttpMethod.Post, "/logout", third)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.GetAsync("/me", third)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostFormAsync("/introspect", [FormClient.Basic("orders", TestKeys.Secret)], [("token", third)])).Should().BeOk();
        (await app.PostFormAsync("/introspect", [FormClient.Basic("orders", "guess")], [])).BeOAuthError("invalid_client", 401);
        (third, last) = await LoginAsync(app);
        _store.Before = static call => call is "exchange" or "find" ? throw new IOException("gone") : Task.CompletedTask;
        (await app.GetAsync("/me", third)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        _store.Before = static call => call is "exchange" ? throw new IOException("gone") : Task.CompletedTask;
        (await app.RefreshAsync(last)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
    }

    private async Task<(string Access, string Refresh)> LoginAsync(TestApp app)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "/login");
        response.Should().BeOk();
        var (access, refresh) = await SessionClient.ReadPairAsync(response);
        _secrets.AddRange([access, refresh]);
        return (access, refresh);
    }

    private void ShouldBeFreeOfSecrets()
    {
        var text = _exported.Text;
        text.Should().Contain("token_revoked").And.Contain("jwt_extended.store.find");
        _secrets.Should().HaveCountGreaterThan(6);
        foreach (var part in _secrets.SelectMany(static token => token.Split('.')).Append(TestKeys.Secret))
            text.Should().NotContain(part);
    }
}
