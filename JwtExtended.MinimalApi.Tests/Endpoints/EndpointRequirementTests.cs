using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The requirement that results from the calls on groups, endpoints and parameters.</summary>
public sealed class EndpointRequirementTests
{
    private static readonly RequirementPart Required = new() { Presence = TokenPresence.Required };
    private static readonly RequirementPart Optional = new() { Presence = TokenPresence.Optional };
    private static readonly RequirementPart Open = new() { Presence = TokenPresence.Open };

    [Test]
    public void A_call_on_no_builder_is_misuse() => FluentActions.Invoking(static () => ((RouteHandlerBuilder)null!).RequireJwt())
        .Should().Throw<ArgumentNullException>().WithParameterName("builder");

    [Test]
    public void An_endpoint_without_a_call_has_no_requirement() => EndpointRequirement.Of(new Endpoint(null, null, null)).Should().BeNull();

    [Test]
    public void The_nearest_call_decides_about_presence_and_parameters_only_where_there_is_none()
    {
        var (parameter, nullable) = (new TokenParameter(IsOptional: false), new TokenParameter(IsOptional: true));

        Of(Required, Optional).Presence.Should().Be(TokenPresence.Optional);
        Of(Optional, Open).Presence.Should().Be(TokenPresence.Open);
        Of(Open, Required).Presence.Should().Be(TokenPresence.Required);
        Of(parameter, Optional).Presence.Should().Be(TokenPresence.Optional);
        Of(Optional, parameter).Presence.Should().Be(TokenPresence.Optional);
        Of(Required, nullable).Presence.Should().Be(TokenPresence.Required);
        Of(parameter).Presence.Should().Be(TokenPresence.Required);
        Of(nullable).Presence.Should().Be(TokenPresence.Optional);
        Of(parameter, nullable).Presence.Should().Be(TokenPresence.Required);
        Of(nullable, parameter).Presence.Should().Be(TokenPresence.Required);
        Of(nullable, nullable).Presence.Should().Be(TokenPresence.Optional);
    }

    [Test]
    public void Type_and_places_come_from_the_nearest_call_that_names_them()
    {
        var refresh = Required with { Types = TokenTypes.Refresh, From = [TokenLocation.Query] };
        var any = Required with { Types = TokenTypes.Any, From = [TokenLocation.Header] };

        (Of(Required).Types, Of(Required).From).Should().Be((TokenTypes.Access, null));
        Of(refresh, Required).Types.Should().Be(TokenTypes.Refresh);
        Of(refresh, Required).From!.Value.Should().Equal(TokenLocation.Query);
        Of(refresh, any).Types.Should().Be(TokenTypes.Any);
        Of(refresh, any).From!.Value.Should().Equal(TokenLocation.Header);
    }

    [Test]
    public void Restrictions_add_up()
    {
        var first = Required with
        {
            Allow = [["A", "B"]],
            Deny = ["X"],
            Scopes = ["s", "t"],
            Claims = [new("c", ["1"])],
            Predicates = [(_, _) => new(true)],
        };
        var second = Required with
        {
            Allow = [["C"]],
            Deny = ["Y"],
            Scopes = ["t", "u"],
            Claims = [new("d", ["2"])],
            Predicates = [(_, _) => new(true)],
        };

        var all = Of(first, second);

        all.Allow.Select(roles => string.Join(',', roles)).Should().Equal("A,B", "C");
        all.Deny.Should().Equal("X", "Y");
        all.Scopes.Should().Equal("s", "t", "u");
        all.Claims.Select(claim => claim.Name).Should().Equal("c", "d");
        all.Predicates.Should().HaveCount(2);
        all.ScopeText.Should().Be("s t u");
        Of(Required).ScopeText.Should().BeNull();
    }

    [Test]
    public void Any_call_can_require_freshness_and_the_shortest_age_counts()
    {
        var (five, ten) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
        var fresh = Required with { Fresh = true };

        (Of(Required).Fresh, Of(Required).MaxAge).Should().Be((false, null));
        (Of(fresh, Required).Fresh, Of(fresh, Required).MaxAge).Should().Be((true, null));
        Of(fresh with { MaxAge = ten }, fresh with { MaxAge = five }, fresh).MaxAge.Should().Be(five);
        Of(fresh with { MaxAge = five }, fresh with { MaxAge = ten }).MaxAge.Should().Be(five);
    }

    [Test]
    public void Revocation_is_left_unchecked_only_where_the_nearest_call_says_so()
    {
        var skip = Required with { SkipRevocationCheck = true };
        var parameter = new TokenParameter(IsOptional: false);

        Of(Required).SkipRevocationCheck.Should().BeFalse();
        Of(parameter).SkipRevocationCheck.Should().BeFalse();
        Of(skip).SkipRevocationCheck.Should().BeTrue();
        Of(skip, parameter).SkipRevocationCheck.Should().BeTrue();
        Of(Required, skip).SkipRevocationCheck.Should().BeTrue();
        Of(skip, Required).SkipRevocationCheck.Should().BeFalse();
    }

    [Test]
    public void Every_kind_of_restriction_restricts()
    {
        RequirementPart[] restrictions =
        [
            Required with { Fresh = true },
            Required with { Allow = [["A"]] },
            Required with { Deny = ["A"] },
            Required with { Scopes = ["s"] },
            Required with { Claims = [new("c", ["1"])] }, Required with { Predicates = [(_, _) => new(true)] },
        ];

        restrictions.Should().AllSatisfy(part => Of(part, Required).Restricts.Should().BeTrue());
        Of(Required, Required with { Types = TokenTypes.Refresh, From = [TokenLocation.Header], SkipRevocationCheck = true }).Restricts
            .Should().BeFalse();
    }

    [Test]
    public void Several_attributes_are_nearer_than_groups_and_less_near_than_calls_on_the_endpoint()
    {
        var group = Required with { Reach = RequirementReach.Group, Deny = ["a"] };
        var endpoint = Required with { Deny = ["b"] };
        var optional = RequirementPart.OfAttribute(TokenPresence.Optional);
        var required = RequirementPart.OfAttribute(TokenPresence.Required);

        Of(endpoint, required, optional, group).Parts.Should().Equal(group, optional, required, endpoint);
    }

    [Test]
    public void What_says_nothing_or_opens_last_is_open()
    {
        EndpointRequirement.IsOpen([]).Should().BeTrue();
        EndpointRequirement.IsOpen(["text", Required, Open]).Should().BeTrue();
        EndpointRequirement.IsOpen([Open, Required]).Should().BeFalse();
        EndpointRequirement.IsOpen([Optional]).Should().BeFalse();
    }

    private static EndpointRequirement Of(params object[] parts) =>
        EndpointRequirement.Of(new Endpoint(null, new EndpointMetadataCollection(parts), null))!;
}
