using System.Reflection;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Where the metadata of the groups ends and that of the endpoint itself begins.</summary>
public sealed class OwnMetadataTests
{
    private static readonly RequirementPart Part = new() { Presence = TokenPresence.Required };
    private static readonly object OfGroup = new AllowAnonymousAttribute();

    private static IEnumerable<TestCaseData> Own =>
    [
        new TestCaseData(Part).SetArgDisplayNames("a call on the endpoint"),
        new TestCaseData(new TokenParameter(IsOptional: false)).SetArgDisplayNames("a parameter"),
        new TestCaseData(new System.Runtime.CompilerServices.AsyncStateMachineAttribute(typeof(object)))
            .SetArgDisplayNames("what the compiler writes"),
        new TestCaseData(new Binding()).SetArgDisplayNames("a parameter's binding"),
    ];

    [TestCaseSource(nameof(Own))]
    public void It_begins_with_what_only_an_endpoint_can_have(object own)
    {
        OwnMetadata.Start(new EndpointMetadataCollection(own, OfGroup)).Should().Be(0);
        OwnMetadata.Start(new EndpointMetadataCollection(OfGroup, own, OfGroup)).Should().Be(1);
    }

    [Test]
    public void What_a_group_can_have_does_not_begin_it()
    {
        var part = Part with { Reach = RequirementReach.Group };

        OwnMetadata.Start(new EndpointMetadataCollection(OfGroup, part, "text", new ObsoleteAttribute()))
            .Should().Be(4);
        OwnMetadata.Start(EndpointMetadataCollection.Empty).Should().Be(0);
    }

    private sealed class Binding : IParameterBindingMetadata
    {
        public string Name => "x";

        public bool HasTryParse => false;

        public bool HasBindAsync => false;

        public ParameterInfo ParameterInfo => typeof(Binding).GetMethods().SelectMany(method => method.GetParameters()).First();

        public bool IsOptional => false;
    }
}
