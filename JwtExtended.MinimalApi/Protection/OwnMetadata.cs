using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtExtended.MinimalApi.Protection;

/// <summary>Tells what an endpoint says itself from what its groups say: ASP.NET Core lists the groups' metadata first.</summary>
internal static class OwnMetadata
{
    /// <summary>The index of the first item that only the endpoint itself can have brought.</summary>
    public static int Start(EndpointMetadataCollection metadata)
    {
        var attributes = metadata.GetMetadata<MethodInfo>()?.GetCustomAttributes(inherit: true) ?? [];
        for (var i = 0; i < metadata.Count; i++)
        {
            if (IsOwn(metadata[i], attributes))
                return i;
        }

        return metadata.Count;
    }

    private static bool IsOwn(object item, object[] attributes) => item switch
    {
        // What ASP.NET Core infers from the handler's parameters, and what a call on the endpoint added.
        IParameterBindingMetadata => true,
        RequirementPart part => part.IsParameter || !part.IsOfGroup,
        AsyncStateMachineAttribute => true,
        Attribute attribute => attributes.Contains(attribute),
        _ => false,
    };
}
