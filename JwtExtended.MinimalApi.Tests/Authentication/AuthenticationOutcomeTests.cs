using System.Security.Claims;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>The user and the result of a request, while its endpoint runs and while another one does.</summary>
public sealed class AuthenticationOutcomeTests : IAsyncDisposable
{
    private static readonly ClaimsPrincipal Frank = new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "frank")], "other"));
    private static readonly AuthenticateResult FranksResult = AuthenticateResult.Success(new AuthenticationTicket(Frank, "other"));
    private static readonly Endpoint Ours = new(null, null, "ours");
    private static readonly Endpoint ErrorPage = new(null, null, "error page");

    private readonly TestService _service = new();
    private readonly DefaultHttpContext _context = new();
    private Token? _token;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Test]
    public void While_its_endpoint_runs_user_and_result_are_the_tokens()
    {
        var outcome = Verified();

        UserOf(outcome)!.Identity!.Name.Should().Be("alice");
        UserOf(outcome).Should().BeSameAs(UserOf(outcome));
        ResultOf(outcome)!.Principal.Should().BeSameAs(UserOf(outcome));
        ResultOf(outcome).Should().BeSameAs(ResultOf(outcome));
        ResultOf(outcome)!.Properties!.ExpiresUtc.Should().Be(TestApp.Start.AddMinutes(15));
    }

    [Test]
    public void While_another_endpoint_runs_they_are_those_from_before()
    {
        var outcome = Verified();
        outcome.Cover(new UserFeature { User = Frank }, new ResultFeature { AuthenticateResult = FranksResult });

        _context.SetEndpoint(ErrorPage);
        (UserOf(outcome), ResultOf(outcome)).Should().Be((Frank, FranksResult));
        _context.SetEndpoint(Ours);

        UserOf(outcome)!.Identity!.Name.Should().Be("alice");
        ResultOf(outcome)!.Principal!.Identity!.Name.Should().Be("alice");
    }

    [Test]
    public void What_is_assigned_while_another_endpoint_runs_is_that_ones([Values] bool user)
    {
        var (outcome, outer, outerUser) = (Verified(), new ResultFeature(), user ? new UserFeature() : null);
        outcome.Cover(outerUser, outer);
        _context.SetEndpoint(ErrorPage);
        var feature = (IHttpAuthenticationFeature)outcome;

        feature.User = new ClaimsPrincipal();
        feature.User = Frank;
        ((IAuthenticateResultFeature)outcome).AuthenticateResult = FranksResult;

        (UserOf(outcome), ResultOf(outcome), outer.AuthenticateResult).Should().Be((Frank, FranksResult, FranksResult));
        outerUser?.User.Should().BeSameAs(Frank);
        _context.SetEndpoint(Ours);
        UserOf(outcome)!.Identity!.Name.Should().Be("alice");
    }

    [Test]
    public void A_result_that_nobody_had_before_is_not_kept_for_another_endpoint()
    {
        var outcome = Verified();
        outcome.Cover(null, null);
        _context.SetEndpoint(ErrorPage);

        ((IAuthenticateResultFeature)outcome).AuthenticateResult = FranksResult;

        ResultOf(outcome).Should().BeNull();
    }

    [Test]
    public void What_was_assigned_before_the_endpoint_is_enforced_gives_way_to_the_token_and_what_is_assigned_later_stays()
    {
        var outcome = Verified();
        ((IHttpAuthenticationFeature)outcome).User = Frank;
        ((IAuthenticateResultFeature)outcome).AuthenticateResult = FranksResult;
        (UserOf(outcome), ResultOf(outcome)).Should().Be((Frank, FranksResult));

        outcome.Enforce();
        UserOf(outcome)!.Identity!.Name.Should().Be("alice");
        ResultOf(outcome)!.Principal!.Identity!.Name.Should().Be("alice");
        ((IHttpAuthenticationFeature)outcome).User = Frank;

        UserOf(outcome).Should().BeSameAs(Frank);
    }

    [Test]
    public void What_was_restored_stays()
    {
        var outcome = Verified();
        ((IHttpAuthenticationFeature)outcome).User = Frank;
        outcome.RestoreUser();
        var restored = ResultOf(outcome);

        outcome.Enforce();

        ResultOf(outcome).Should().BeSameAs(restored);
    }

    [Test]
    public void Without_a_token_there_is_no_location()
    {
        AuthenticationOutcome.None(_context, Ours).Location.Should().BeNull();
        Verified().Location.Should().Be(TokenLocation.Header);
    }

    [Test]
    public void Without_a_token_an_assigned_user_stays()
    {
        _context.SetEndpoint(Ours);
        var outcome = AuthenticationOutcome.None(_context, Ours);
        outcome.Cover(new UserFeature { User = Frank }, new ResultFeature { AuthenticateResult = FranksResult });
        (UserOf(outcome), ResultOf(outcome)).Should().Be((Frank, FranksResult));
        var other = new ClaimsPrincipal();

        ((IHttpAuthenticationFeature)outcome).User = other;
        outcome.Enforce();

        UserOf(outcome).Should().BeSameAs(other);
    }

    [Test]
    public void A_refusal_is_not_ignored_unless_something_says_so()
    {
        var refusal = new Refusal(JwtErrorCode.TokenMalformed, "It is malformed.");
        var outcome = AuthenticationOutcome.Refused(_context, Ours, refusal, source: null, target: null);

        (outcome.Refusal, outcome.Ignored).Should().Be((refusal, null));
        outcome.Ignore(refusal, isDeadAccessCookie: false);

        (outcome.Refusal, outcome.Ignored).Should().Be((null, refusal));
    }

    [Test]
    public void A_user_of_the_scheme_was_that_of_another_endpoint([Values] bool keepsUser)
    {
        var token = _service.Read(_service.Jwt.CreateAccessToken("alice"));
        var result = TokenPrincipal.Succeed(token, "scheme", user: null);
        _context.SetEndpoint(Ours);
        var outcome = AuthenticationOutcome.None(_context, Ours, keepsUser: keepsUser);

        outcome.Cover(new UserFeature { User = result.Principal }, new ResultFeature { AuthenticateResult = result });

        (UserOf(outcome), ResultOf(outcome)).Should().Be(keepsUser ? (result.Principal, result) : (null, null));
    }

    [Test]
    public void An_ignored_credential_leaves_no_user_behind()
    {
        var outcome = Verified();
        UserOf(outcome).Should().NotBeNull();

        outcome.Ignore(new Refusal(JwtErrorCode.TokenRevoked, "It is over."), isDeadAccessCookie: false);

        (UserOf(outcome), ResultOf(outcome)).Should().Be((null, null));
    }

    [Test]
    public void An_outcome_for_the_same_token_keeps_what_was_made_of_its_user_and_no_other_does()
    {
        var (first, same) = (Verified(), Verified());
        var transformed = UserOf(first)!.Clone();
        first.Transform(transformed);
        var token = _service.Read(_service.Jwt.CreateAccessToken("bob"));
        var other = Verified(token, Ours);
        var elsewhere = Verified(first.Token!, ErrorPage);

        foreach (var later in new[] { same, other, elsewhere })
            later.Cover(first, first);

        UserOf(same).Should().BeSameAs(transformed);
        UserOf(other)!.Identity!.Name.Should().Be("bob");
        _context.SetEndpoint(ErrorPage);
        UserOf(elsewhere).Should().NotBeSameAs(transformed);
    }

    [Test]
    public void An_outcome_for_the_same_token_does_not_keep_a_user_that_something_else_has_assigned()
    {
        var first = Verified();
        ((IHttpAuthenticationFeature)first).User = Frank;
        var same = Verified(first.Token!, Ours);

        same.Cover(first, first);

        UserOf(same)!.Identity!.Name.Should().Be("alice");
    }

    [Test]
    public void A_user_is_transformed_until_another_one_is_assigned_or_the_credential_is_ignored()
    {
        var (kept, replaced, ignored) = (Verified(), Verified(), Verified());
        kept.HasTransformedUser.Should().BeFalse();

        foreach (var outcome in new[] { kept, replaced, ignored })
            outcome.Transform(UserOf(outcome)!.Clone());
        ((IHttpAuthenticationFeature)replaced).User = Frank;
        replaced.HasTransformedUser.Should().BeFalse("nothing was made of Frank");
        replaced.RestoreUser();
        ignored.Ignore(new Refusal(JwtErrorCode.TokenRevoked, "It is over."), isDeadAccessCookie: false);

        (kept.HasTransformedUser, replaced.HasTransformedUser, ignored.HasTransformedUser).Should().Be((true, false, false));
    }

    [TestCase("alice", true)]
    [TestCase("bob", false)]
    public void A_user_that_the_scheme_has_authenticated_may_be_transformed_if_it_is_that_of_the_token(string user, bool isOfToken)
    {
        var outcome = Verified();
        var result = TokenPrincipal.Succeed(isOfToken ? outcome.Token! : _service.Read(_service.Jwt.CreateAccessToken(user)), "scheme");

        outcome.Cover(new UserFeature { User = result.Principal }, new ResultFeature { AuthenticateResult = result });

        outcome.HasTransformedUser.Should().Be(isOfToken);
        UserOf(outcome)!.Identity!.Name.Should().Be("alice");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_outcome_for_the_same_token_knows_whether_its_user_was_transformed(bool isTransformed)
    {
        var (first, same) = (Verified(), Verified());
        var user = UserOf(first)!;
        if (isTransformed)
            first.Transform(user.Clone());

        same.Cover(first, first);

        same.HasTransformedUser.Should().Be(isTransformed);
    }

    private static ClaimsPrincipal? UserOf(AuthenticationOutcome outcome) => ((IHttpAuthenticationFeature)outcome).User;

    private static AuthenticateResult? ResultOf(AuthenticationOutcome outcome) =>
        ((IAuthenticateResultFeature)outcome).AuthenticateResult;

    private AuthenticationOutcome Verified()
    {
        _context.SetEndpoint(Ours);
        _token ??= _service.Read(_service.Jwt.CreateAccessToken("alice"));
        return Verified(_token, Ours);
    }

    private AuthenticationOutcome Verified(Token token, Endpoint endpoint) => AuthenticationOutcome.Verified(
        _context, endpoint, new VerifiedCredential(token, TokenLocation.Header, token.RawJwt, default), refusal: null, target: null);

    private sealed class UserFeature : IHttpAuthenticationFeature
    {
        public ClaimsPrincipal? User { get; set; }
    }

    private sealed class ResultFeature : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; }
    }
}
