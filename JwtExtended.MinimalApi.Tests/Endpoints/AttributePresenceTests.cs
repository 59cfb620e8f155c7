using System.Reflection;
using Grpc.AspNetCore.Server;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Interop;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Which attributes decide whether a token is required, where the metadata of an endpoint contains several.</summary>
public sealed class AttributePresenceTests
{
    private static readonly MethodInfo Opened = typeof(Derived).GetMethod(nameof(Derived.Open))!;
    private static readonly MethodInfo Closed = typeof(Derived).GetMethod(nameof(Derived.Close))!;

    [TestCase(false)]
    [TestCase(true)]
    public void The_attributes_of_a_method_decide_over_those_of_the_method_that_it_overrides(bool isAction)
    {
        object Handler(MethodInfo method) => isAction ? new ControllerActionDescriptor { MethodInfo = method } : method;

        PresenceOf([Handler(Opened), .. Opened.GetCustomAttributes(inherit: true)]).Should().Be(TokenPresence.Open);
        PresenceOf([Handler(Closed), .. Closed.GetCustomAttributes(inherit: true)]).Should().Be(TokenPresence.Required);
    }

    [Test]
    public void Without_a_method_the_strictest_attribute_decides() =>
        PresenceOf([.. Opened.GetCustomAttributes(inherit: true)]).Should().Be(TokenPresence.Required);

    [Test]
    public void The_attributes_of_a_method_of_gRPC_decide_over_those_of_its_service_and_of_the_base_classes()
    {
        var ofService = typeof(DerivedService).GetCustomAttributes(inherit: true);
        var metadata = new GrpcMethodMetadata(typeof(DerivedService), FeedBase.SayMethod);

        PresenceOf([.. ofService, metadata, new WithoutJwtAttribute()]).Should().Be(TokenPresence.Open);
        PresenceOf([.. ofService, metadata, new WithoutJwtAttribute(), new OptionalJwtAttribute()]).Should().Be(TokenPresence.Optional);
    }

    private static TokenPresence PresenceOf(object[] metadata) =>
        EndpointRequirement.Of(new EndpointMetadataCollection(metadata))!.Presence;

    private class Base
    {
        [RequireJwt]
        public virtual string Open() => "base";

        [WithoutJwt]
        public virtual string Close() => "base";
    }

    private sealed class Derived : Base
    {
        [WithoutJwt]
        public override string Open() => "derived";

        [RequireJwt]
        public override string Close() => "derived";
    }

    [RequireJwt]
    private class BaseService;

    private sealed class DerivedService : BaseService;
}
