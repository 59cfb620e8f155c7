using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>When a long request is told that its token is over, to the millisecond.</summary>
public sealed class MonitoredTokenTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ScriptedStore _store = new();
    private readonly TestService _service;
    private readonly TokenExpiryMonitor _monitor;

    public MonitoredTokenTests()
    {
        _service = new TestService(cfg => cfg.Revocation.UseStore(_ => _store));
        var runtime = _service.Jwt.Runtime;
        _monitor = new TokenExpiryMonitor(runtime.Validator, runtime.Revocation.Check, Interval, _service.Time);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Test]
    public void The_end_of_the_request_ends_the_monitoring_and_is_not_the_end_of_the_token()
    {
        var monitored = new MonitoredToken(TokenOf(60));
        var (lifetime, ended) = (monitored.Lifetime, monitored.Ended);

        monitored.Dispose();
        monitored.Cancel();

        ended.IsCancellationRequested.Should().BeTrue();
        lifetime.IsCancellationRequested.Should().BeFalse("the context may serve another request by now");
        FluentActions.Invoking(() => ended.WaitHandle).Should().Throw<ObjectDisposedException>();
    }

    [Test]
    public void A_callback_that_throws_changes_neither_the_reason_nor_what_others_get()
    {
        var context = new DefaultHttpContext();
        var lifetime = _monitor.Of(context, TokenOf(5));
        var isCalled = false;
        lifetime.Register(() => isCalled = true);
        lifetime.Register(static () => throw new InvalidOperationException("mine"));

        Advance(5);

        MonitoredToken.Explain(new OperationCanceledException(lifetime), context)!.Code.Should().Be(JwtErrorCode.TokenExpired);
        isCalled.Should().BeTrue();
    }

    [Test]
    public void What_the_server_throws_for_an_aborted_connection_is_explained_by_the_end_and_nothing_else_is()
    {
        var (context, monitored) = (new DefaultHttpContext(), new MonitoredToken(TokenOf(60)));
        context.Features.Set(monitored);
        monitored.End(new Refusal(JwtErrorCode.TokenRevoked, "It is over."));

        MonitoredToken.Explain(new ConnectionAbortedException(), context)!.Code.Should().Be(JwtErrorCode.TokenRevoked);
        MonitoredToken.Explain(new IOException(), context).Should().BeNull();
    }

    [Test]
    public void The_first_reason_stays()
    {
        var (context, monitored) = (new DefaultHttpContext(), new MonitoredToken(TokenOf(60)));
        context.Features.Set(monitored);

        monitored.End(new Refusal(JwtErrorCode.TokenRevoked, "first"));
        monitored.End(new Refusal(JwtErrorCode.StoreUnavailable, "second"));

        MonitoredToken.Explain(new OperationCanceledException(monitored.Lifetime), context)!.Code.Should().Be(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public void A_callback_that_throws_when_the_request_is_over_fails_nothing()
    {
        using var monitored = new MonitoredToken(TokenOf(60));
        monitored.Lifetime.Register(static () => throw new InvalidOperationException("mine"));

        FluentActions.Invoking(monitored.Cancel).Should().NotThrow();
    }

    [Test]
    public void A_token_is_over_at_its_expiry()
    {
        var token = TokenOf(5);
        _service.Time.AdjustTime(TestApp.Start.AddSeconds(5));

        _monitor.Of(new DefaultHttpContext(), token).IsCancellationRequested.Should().BeTrue();
    }

    [TestCase(3, 3)]
    [TestCase(25, 25)]
    public void It_is_noticed_without_waiting_for_the_next_check(int seconds, int end)
    {
        var lifetime = _monitor.Of(new DefaultHttpContext(), TokenOf(seconds));

        Advance(end - 0.001);
        lifetime.IsCancellationRequested.Should().BeFalse();
        Advance(0.001);
        lifetime.IsCancellationRequested.Should().BeTrue();
    }

    [Test]
    public void The_store_is_asked_once_an_interval_and_not_before()
    {
        _monitor.Of(new DefaultHttpContext(), TokenOf(25));

        Advance(9.999);
        _store.Lookups.Should().Be(0);
        Advance(0.001);
        _store.Lookups.Should().Be(1);
        Advance(10);
        _store.Lookups.Should().Be(2);
    }

    [Test]
    public void Less_than_a_millisecond_before_the_end_others_run_all_the_same()
    {
        var token = TokenOf(5);
        _service.Time.AdjustTime(TestApp.Start.AddSeconds(5).AddTicks(-1));

        var lifetime = _monitor.Of(new DefaultHttpContext(), token);

        (_store.Lookups, lifetime.IsCancellationRequested).Should().Be((0, false));
        Advance(0.001);
        lifetime.IsCancellationRequested.Should().BeTrue();
    }

    [Test]
    public async Task When_the_request_is_over_its_monitoring_is_too()
    {
        var (context, response) = (new DefaultHttpContext(), new CompletingResponse());
        context.Features.Set<IHttpResponseFeature>(response);
        _monitor.Of(context, TokenOf(600));

        await response.CompleteAsync();
        Advance(30);

        _store.Lookups.Should().Be(0);
    }

    [Test]
    public async Task A_refresh_token_is_over_when_it_was_exchanged()
    {
        await using var service = new TestService();
        var runtime = service.Jwt.Runtime;
        var pair = service.Jwt.CreateTokenPair("alice");
        var lifetime = new TokenExpiryMonitor(runtime.Validator, runtime.Revocation.Check, Interval, service.Time)
            .Of(new DefaultHttpContext(), service.Read(pair.RefreshToken, TokenType.Refresh));

        (await service.Jwt.RefreshAsync(pair.RefreshToken)).Error.Should().BeNull();
        service.Time.Advance(TimeSpan.FromMinutes(2));

        lifetime.IsCancellationRequested.Should().BeTrue();
    }

    [Test]
    public void A_revocation_ends_it_at_the_next_check()
    {
        var (first, second) = (_monitor.Of(new DefaultHttpContext(), TokenOf(600)), _monitor.Of(new DefaultHttpContext(), TokenOf(600)));
        _store.Revoked = true;

        Advance(10);

        (first.IsCancellationRequested, second.IsCancellationRequested).Should().Be((true, true));
    }

    [Test]
    public void Failures_of_the_store_count_only_in_a_row()
    {
        var lifetime = _monitor.Of(new DefaultHttpContext(), TokenOf(600));

        foreach (var fails in new[] { true, false, true, false })
        {
            _store.Fail = fails ? static () => throw new IOException("gone") : null;
            Advance(10);
            lifetime.IsCancellationRequested.Should().BeFalse();
        }

        _store.Fail = static () => throw new IOException("gone");
        Advance(10);
        lifetime.IsCancellationRequested.Should().BeFalse();
        Advance(10);
        lifetime.IsCancellationRequested.Should().BeTrue();
    }

    [Test]
    public async Task After_the_response_nothing_is_monitored_any_more()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", (HttpContext context) => context.GetJwtLifetime().CanBeCanceled).RequireJwt(),
            cfg => cfg.Revocation.UseStore(_ => _store));
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("true");
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
        var before = _store.Lookups;

        app.Time.Advance(TimeSpan.FromMinutes(5));

        _store.Lookups.Should().Be(before);
    }

    private static DefaultHttpContext ContextOf(Connection connection)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        return context;
    }

    private Token TokenOf(int seconds) =>
        _service.Read(_service.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(seconds) }));

    private void Advance(double seconds) => _service.Time.Advance(TimeSpan.FromSeconds(seconds));

    [Test]
    public void A_key_that_was_retired_ends_it_at_the_next_check_and_a_key_that_stays_does_not()
    {
        var (old, context) = (TokenOf(600), new DefaultHttpContext());
        var (first, second) = (_service.Jwt.Keys.Signing, JwtKey.Generate(JwtAlgorithm.ES256));
        _service.Jwt.Keys.Add(second);
        _service.Jwt.Keys.Promote(second.Kid);
        var (retired, stays) = (_monitor.Of(context, old), _monitor.Of(new DefaultHttpContext(), TokenOf(600)));
        Advance(10);
        retired.IsCancellationRequested.Should().BeFalse();

        _service.Jwt.Keys.Retire(first.Kid);
        Advance(10);

        (retired.IsCancellationRequested, stays.IsCancellationRequested).Should().Be((true, false));
    }

    [Test]
    public void A_connection_is_aborted_at_the_end_unless_its_context_serves_another_request_by_then()
    {
        var (open, over) = (new Connection(), new Connection());
        var (openContext, overContext) = (ContextOf(open), ContextOf(over));
        using var request = new LongRequest(openContext, new AbortEnd(), _service.Time);
        _monitor.Attach(openContext, TokenOf(5), request, leavesExpiry: false);
        var gone = new LongRequest(overContext, new AbortEnd(), _service.Time);
        _monitor.Attach(overContext, TokenOf(5), gone, leavesExpiry: false);
        gone.Dispose();

        Advance(5);

        (open.IsAborted, over.IsAborted).Should().Be((true, false));
    }

    private sealed class CompletingResponse : HttpResponseFeature
    {
        private readonly List<(Func<object, Task> Callback, object State)> _completed = [];

        public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Add((callback, state));

        public async Task CompleteAsync()
        {
            foreach (var (callback, state) in _completed)
                await callback(state);
        }
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
