using System.Security.Claims;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>Where the outcome of a request is kept, and what it covers.</summary>
public sealed class OutcomeFeaturesTests
{
    private static readonly Endpoint Ours = new(null, null, "ours");
    private static readonly Endpoint Other = new(null, null, "other");

    private readonly DefaultHttpContext _context = new();

    [Test]
    public void An_outcome_is_found_after_another_scheme_has_replaced_the_user()
    {
        var (features, outcome) = (new OutcomeFeatures(hasOtherSchemes: true), AuthenticationOutcome.None(_context, Ours));
        features.Publish(_context, outcome);

        _context.Features.Set<IHttpAuthenticationFeature>(new OtherFeature());

        features.Find(_context, Ours).Should().BeSameAs(outcome);
    }

    [Test]
    public void The_outcome_that_has_the_user_counts_and_not_the_last_one()
    {
        var (features, outcome) = (new OutcomeFeatures(hasOtherSchemes: true), AuthenticationOutcome.None(_context, Ours));
        features.Publish(_context, AuthenticationOutcome.None(_context, Other));

        _context.Features.Set<IHttpAuthenticationFeature>(outcome);

        features.Find(_context, Ours).Should().BeSameAs(outcome);
        features.Find(_context, Other).Should().BeNull();
    }

    [Test]
    public void User_and_result_of_another_scheme_are_covered_also_where_they_are_two_features()
    {
        var (user, result) = (new ClaimsPrincipal(), AuthenticateResult.NoResult());
        _context.Features.Set<IHttpAuthenticationFeature>(new OtherFeature { User = user });
        _context.Features.Set<IAuthenticateResultFeature>(new OtherResult { AuthenticateResult = result });
        var outcome = AuthenticationOutcome.None(_context, Ours);

        new OutcomeFeatures(hasOtherSchemes: true).Publish(_context, outcome);

        ((IHttpAuthenticationFeature)outcome).User.Should().BeSameAs(user);
        ((IAuthenticateResultFeature)outcome).AuthenticateResult.Should().BeSameAs(result);
        _context.Features.Get<ITokenFeature>().Should().BeSameAs(outcome);
    }

    private sealed class OtherFeature : IHttpAuthenticationFeature
    {
        public ClaimsPrincipal? User { get; set; }
    }

    private sealed class OtherResult : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; }
    }
}
