using System.Runtime.CompilerServices;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Tells what an endpoint says itself from what its groups say: ASP.NET Core lists the groups' metadata first.</summary>
internal static class OwnMetadata
{
    /// <summary>The index of the first item that only the endpoint itself can have brought.</summary>
    public static int Start(EndpointMetadataCollection metadata)
    {
        var isAction = metadata.GetMetadata<ActionDescriptor>() is not null;
        for (var i = 0; i < metadata.Count; i++)
        {
            if (IsOwn(metadata[i], isAction))
                return i;
        }

        return metadata.Count;
    }

    private static bool IsOwn(object item, bool isAction) => item switch
    {
        // What a call on the endpoint added.
        RequirementPart part => !part.IsOfGroup,
        // Attributes of an action and of its controller come first: they say nothing about what is called on all controllers.
        _ when isAction => false,
        // What ASP.NET Core infers from the handler's parameters, and what is on no group: what the compiler writes on handlers.
        IParameterBindingMetadata or TokenParameter or IRequirementMetadata => true,
        Attribute attribute => attribute.GetType().Namespace == typeof(AsyncStateMachineAttribute).Namespace,
        _ => false,
    };
}
