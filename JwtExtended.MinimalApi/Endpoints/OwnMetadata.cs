using System.Runtime.CompilerServices;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Tells what an endpoint says itself from what its groups say: ASP.NET Core lists the groups' metadata first.</summary>
internal static class OwnMetadata
{
    /// <summary>The index of the first item that only the endpoint itself can have brought.</summary>
    public static int Start(EndpointMetadataCollection metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            if (IsOwn(metadata[i]))
                return i;
        }

        return metadata.Count;
    }

    private static bool IsOwn(object item) => item switch
    {
        // What ASP.NET Core infers from the handler's parameters, and what a call on the endpoint added.
        IParameterBindingMetadata => true,
        TokenParameter => true,
        RequirementPart part => !part.IsOfGroup,
        // What the compiler writes on handlers is on no group.
        Attribute attribute => attribute.GetType().Namespace == typeof(AsyncStateMachineAttribute).Namespace,
        _ => false,
    };
}
