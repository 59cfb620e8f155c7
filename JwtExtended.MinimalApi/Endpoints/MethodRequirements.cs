using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Reads what the attributes of a method require, where it is no endpoint: of a hub, or of a page.</summary>
internal static class MethodRequirements
{
    private static readonly ConcurrentDictionary<MethodInfo, EndpointRequirement?> Known = new();

    /// <summary>What a method requires.</summary>
    /// <returns>The requirement; <see langword="null"/> without an attribute.</returns>
    public static EndpointRequirement? Of(MethodInfo method) => Known.GetOrAdd(method, static method =>
    {
        var attributes = method.GetCustomAttributes().Where(static attribute => attribute is IRequirementMetadata);
        return EndpointRequirement.Of(new Endpoint(null, new EndpointMetadataCollection(attributes), method.Name));
    });

    /// <summary>The methods of a hub that have attributes.</summary>
    /// <returns>The methods with their requirements.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "MapHub() keeps the public methods of its hub.")]
    public static IEnumerable<(MethodInfo Method, EndpointRequirement Requirement)> AllOf(Type hub) =>
        from method in hub.GetMethods(BindingFlags.Instance | BindingFlags.Public)
        let requirement = Of(method)
        where requirement is not null
        select (method, requirement);
}
