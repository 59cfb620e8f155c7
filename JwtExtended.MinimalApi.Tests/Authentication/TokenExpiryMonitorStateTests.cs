using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>Why the monitor of a token ends a request.</summary>
public sealed class TokenExpiryMonitorStateTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly TestService _service = new();
    private readonly DefaultHttpContext _context = new();
    private readonly LongRequest _request;

    public TokenExpiryMonitorStateTests()
    {
        _context.Features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        _request = new LongRequest(_context, new LateEnd(), _service.Time);
    }

    public ValueTask DisposeAsync()
    {
        _request.Dispose();
        return _service.DisposeAsync();
    }

    [TestCase(true, JwtErrorCode.TokenRevoked)]
    [TestCase(false, JwtErrorCode.TokenExpired)]
    public async Task Where_the_expiry_is_left_to_somebody_else_the_revocation_ends_the_request(bool leavesExpiry, JwtErrorCode code)
    {
        var token = _service.Read(_service.Jwt.CreateTokenPair("alice").AccessToken);
        Monitor(_service.Time).Attach(_context, token, _request, leavesExpiry);

        _service.Time.Advance(TimeSpan.FromMinutes(16));
        await _service.Jwt.RevokeAllAsync("alice");
        for (var i = 0; i < 100 && _request.Ended is null; i++)
        {
            _service.Time.Advance(Interval);
            await Task.Yield();
        }

        _request.Ended!.Code.Should().Be(code);
    }

    [Test]
    public void A_clock_that_fails_ends_the_request()
    {
        var token = _service.Read(_service.Jwt.CreateAccessToken("alice"));

        Monitor(new BrokenTime()).Attach(_context, token, _request, leavesExpiry: false);

        _request.Ended!.Code.Should().Be(JwtErrorCode.StoreUnavailable);
        _request.Ended.Reason.Should().Contain(nameof(InvalidOperationException));
    }

    private TokenExpiryMonitor Monitor(TimeProvider time) =>
        new(_service.Jwt.Runtime.Validator, _service.Jwt.Runtime.Revocation.Check, Interval, time);

    private sealed class BrokenTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => TestApp.Start;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            throw new InvalidOperationException("broken");
    }
}
