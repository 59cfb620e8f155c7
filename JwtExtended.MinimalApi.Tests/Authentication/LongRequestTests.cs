using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A long request has a moment to end as its protocol provides, and is aborted after it.</summary>
public sealed class LongRequestTests
{
    private static readonly Refusal Over = new(JwtErrorCode.TokenExpired, "over");

    private readonly FakeTimeProvider _time = new();
    private readonly Connection _connection = new();

    [TestCase(true)]
    [TestCase(false)]
    public void A_request_that_goes_on_is_aborted_after_a_moment_and_one_that_has_ended_is_not(bool goesOn)
    {
        var request = new LongRequest(Context(), new PoliteEnd(), _time);

        request.End(Over);
        _time.Advance(TimeSpan.FromSeconds(1.4));
        _connection.IsAborted.Should().BeFalse("it has a moment to leave by itself");
        if (!goesOn)
            request.Dispose();
        _time.Advance(TimeSpan.FromSeconds(0.2));

        _connection.IsAborted.Should().Be(goesOn);
        request.Dispose();
    }

    [Test]
    public void A_request_whose_client_has_gone_is_left_alone()
    {
        _connection.RequestAborted = new CancellationToken(canceled: true);
        using var request = new LongRequest(Context(), new PoliteEnd(), _time);

        request.End(Over);
        _time.Advance(TimeSpan.FromSeconds(2));

        request.Ended.Should().BeNull();
        _connection.IsAborted.Should().BeFalse();
    }

    private DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(_connection);
        return context;
    }

    private sealed class PoliteEnd : IRequestEnd
    {
        public bool IsReady => true;

        public void Attach(HttpContext context)
        {
        }

        public bool TryBegin(Refusal over) => true;

        public bool Explains(Exception exception) => false;

        public void Dispose()
        {
        }
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
