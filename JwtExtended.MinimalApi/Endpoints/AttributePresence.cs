using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Decides what the attributes of an endpoint say together about whether a token is required. Those of the handler's method decide over
/// all others: over those of its class, its base classes and global filters. Of several, the strictest one.
/// </summary>
internal static class AttributePresence
{
    /// <summary>Puts the part that decides last.</summary>
    /// <param name="attributes">What the attributes require.</param>
    /// <param name="metadata">The metadata of the endpoint.</param>
    /// <returns>The same parts.</returns>
    public static ImmutableArray<RequirementPart> Order(ImmutableArray<RequirementPart> attributes, IEnumerable<object> metadata)
    {
        var own = OwnOf(metadata, attributes);
        var decides = own.IsEmpty ? attributes.Max(static part => part.Strictness) : own.Max(static part => part.Strictness);
        return [.. attributes.OrderBy(part => part.Strictness == decides)];
    }

    private static ImmutableArray<RequirementPart> OwnOf(IEnumerable<object> metadata, ImmutableArray<RequirementPart> attributes)
    {
        // The attributes of the service come first.
        if (metadata.FirstOrDefault(static item => item.GetType().FullName == LongRequestInspection.GrpcMetadata) is { } grpc)
            return [.. attributes.Skip(CountOfService(grpc))];
        return HandlerMethod.Of(metadata) is { } method
            ? [.. method.GetCustomAttributes(inherit: false).OfType<IRequirementMetadata>().Select(static item => item.Part)]
            : [];
    }

    // Where trimming has removed the property, all attributes count as those of the service: the strictest decides.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Missing is handled.")]
    private static int CountOfService(object grpcMethodMetadata) =>
        grpcMethodMetadata.GetType().GetProperty("ServiceType")?.GetValue(grpcMethodMetadata) is Type service
            ? service.GetCustomAttributes(inherit: true).OfType<IRequirementMetadata>().Count()
            : int.MaxValue;
}
