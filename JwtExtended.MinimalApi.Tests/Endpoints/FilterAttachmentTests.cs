using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Routing.Patterns;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The filter of the package is attached once, where no parameter does the same, and what else is attached is noted.</summary>
public sealed class FilterAttachmentTests
{
    [Test]
    public void The_filter_is_attached_once()
    {
        var (empty, described) = (BuilderWith(), BuilderWith("other"));

        foreach (var builder in new[] { empty, empty, described })
            FilterAttachment.AddTo(builder);

        empty.FilterFactories.Should().ContainSingle();
        described.FilterFactories.Should().ContainSingle();
    }

    [Test]
    public void A_Token_parameter_needs_no_filter()
    {
        var builder = BuilderWith("other", new TokenParameter(IsOptional: false));

        FilterAttachment.AddTo(builder);

        builder.FilterFactories.Should().BeEmpty();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void What_is_known_of_filters_is_not_replaced_by_an_assumption(bool isKnown)
    {
        var builder = BuilderWith("other");
        if (isKnown)
            FilterAttachment.Describe(builder);

        FilterAttachment.AssumeOthers(builder);
        FilterAttachment.AssumeOthers(builder);

        builder.Metadata.OfType<FilterAttachment>().Should().ContainSingle().Which.HasOthers.Should().Be(!isKnown);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_guard_that_is_put_in_front_last_finds_what_is_known_of_filters_and_a_late_one_assumes_some(bool isLate)
    {
        await using var service = new TestService();
        var builder = new RouteEndpointBuilder(static _ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0)
        {
            ApplicationServices = service.Services,
            Metadata = { new RequireJwtAttribute() },
        };

        if (isLate)
            EndpointConventions.FinishLate(builder, isOpen: false);
        else
            EndpointConventions.Finish(builder, isOpen: false);

        builder.Metadata.OfType<FilterAttachment>().Should().ContainSingle().Which.HasOthers.Should().Be(isLate);
        EndpointGuard.IsInFrontOf(builder.Build()).Should().BeTrue();
    }

    private static RouteEndpointBuilder BuilderWith(params object[] metadata)
    {
        var builder = new RouteEndpointBuilder(static _ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0);
        foreach (var item in metadata)
            builder.Metadata.Add(item);
        return builder;
    }
}
