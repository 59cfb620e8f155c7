using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>When a long request counts as ended, and when its connection is aborted.</summary>
public sealed class LongRequestStateTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);
    private static readonly Refusal First = new(JwtErrorCode.TokenExpired, "first");
    private static readonly Refusal Second = new(JwtErrorCode.TokenRevoked, "second");

    private readonly FakeTimeProvider _time = new();
    private readonly Connection _connection = new();
    private readonly ScriptedEnd _end = new();
    private readonly CancellationTokenSource _client = new();

    [TearDown]
    public void TearDown() => _client.Dispose();

    [Test]
    public void A_request_whose_end_is_not_ready_has_not_ended_and_ends_as_soon_as_it_is()
    {
        using var request = Create();
        _end.IsReady = false;

        request.End(First);
        (request.Ended, request.Explains(new IOException()), _end.Begun).Should().Be((null, false, 0));
        _end.IsReady = true;
        _time.Advance(Grace);

        (request.Ended, request.Explains(new IOException()), _end.Begun, _connection.IsAborted).Should().Be((First, true, 1, false));
        _time.Advance(Grace);
        (_end.Begun, _connection.IsAborted).Should().Be((1, true));
    }

    [Test]
    public void The_first_reason_stays()
    {
        using var request = Create();

        request.End(First);
        request.End(Second);

        (request.Ended, _end.Begun).Should().Be((First, 1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_request_that_is_over_is_not_ended(bool isDisposed)
    {
        var request = Create();
        if (isDisposed)
            request.Dispose();
        else
            _client.Cancel();

        request.End(First);
        _time.Advance(2 * Grace);

        (request.Ended, _end.Begun, _connection.IsAborted).Should().Be((null, 0, false));
        request.Dispose();
    }

    [Test]
    public void A_request_that_ended_in_time_is_not_aborted()
    {
        var request = Create();
        request.End(First);

        request.Dispose();
        _time.Advance(2 * Grace);

        (_connection.IsAborted, _end.Disposed).Should().Be((false, true));
    }

    [Test]
    public void A_moment_that_is_over_when_the_request_is_aborts_nothing()
    {
        var time = new ManualTime();
        var request = Create(time);
        request.End(First);

        request.Dispose();
        time.IsDisposed.Should().BeTrue();
        // Its callback may have been about to run.
        time.Elapse();

        _connection.IsAborted.Should().BeFalse("the connection may serve another request");
    }

    [Test]
    public void What_cannot_begin_to_end_is_aborted()
    {
        using var request = Create();
        _end.Begins = false;

        request.End(First);

        _connection.IsAborted.Should().BeTrue();
    }

    [Test]
    public void A_late_end_begins_at_once_and_explains_nothing()
    {
        using var end = new LateEnd();

        (end.IsReady, end.TryBegin(First), end.Explains(new OperationCanceledException())).Should().Be((true, true, false));
    }

    private LongRequest Create(TimeProvider? time = null)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(_connection);
        _connection.RequestAborted = _client.Token;
        return new LongRequest(context, _end, time ?? _time);
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool IsAborted { get; private set; }

        public void Abort() => IsAborted = true;
    }

    /// <summary>A clock with one timer, which elapses when a test says so.</summary>
    private sealed class ManualTime : TimeProvider, ITimer
    {
        private Action? _elapse;

        public bool IsDisposed { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _elapse = () => callback(state);
            return this;
        }

        public void Elapse() => _elapse!();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }

    private sealed class ScriptedEnd : IRequestEnd
    {
        public bool IsReady { get; set; } = true;

        public bool Begins { get; set; } = true;

        public int Begun { get; private set; }

        public bool Disposed { get; private set; }

        public void Attach(HttpContext context)
        {
        }

        public bool TryBegin(Refusal over)
        {
            Begun++;
            return Begins;
        }

        public bool Explains(Exception exception) => true;

        public void Dispose() => Disposed = true;
    }
}
