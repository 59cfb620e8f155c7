using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Where the status of a call of gRPC is that ended with its token, and what it is.</summary>
public sealed class GrpcStatusTests : IHttpResponseTrailersFeature
{
    private const string Name = "grpc-status";

    private readonly DefaultHttpContext _context = new();

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    [TestCase(JwtErrorCode.TokenExpired, "16")]
    [TestCase(JwtErrorCode.TokenRevoked, "16")]
    [TestCase(JwtErrorCode.StoreUnavailable, "14")]
    public void A_call_without_a_message_has_it_in_its_headers(JwtErrorCode code, string status)
    {
        _context.Features.Set<IHttpResponseTrailersFeature>(this);

        GrpcStatus.Set(_context, new Refusal(code, "over"));

        _context.Response.Headers[Name].ToString().Should().Be(status);
        _context.Response.Headers["grpc-message"].ToString().Should().NotBeEmpty();
        Trailers.Should().BeEmpty();
    }

    [Test]
    public void A_call_that_has_sent_messages_has_it_in_its_trailers()
    {
        Start();
        _context.Features.Set<IHttpResponseTrailersFeature>(this);

        GrpcStatus.Set(_context, new Refusal(JwtErrorCode.TokenExpired, "over"));

        Trailers[Name].ToString().Should().Be("16");
        _context.Response.Headers.Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_call_whose_trailers_cannot_be_written_any_more_is_left_as_it_is(bool hasTrailers)
    {
        Start();
        Trailers = new HeaderDictionary { IsReadOnly = true };
        if (hasTrailers)
            _context.Features.Set<IHttpResponseTrailersFeature>(this);

        var set = () => GrpcStatus.Set(_context, new Refusal(JwtErrorCode.TokenExpired, "over"));

        set.Should().NotThrow();
        (Trailers.Count, _context.Response.Headers.Count).Should().Be((0, 0));
    }

    private void Start() => _context.Features.Set<IHttpResponseFeature>(new StartedResponse());

    private sealed class StartedResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}
