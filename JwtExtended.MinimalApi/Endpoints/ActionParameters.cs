using System.Reflection;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds the <c>Token</c> parameters of actions, of which MVC makes no metadata.</summary>
internal static class ActionParameters
{
    /// <summary>The parameters that take the token.</summary>
    /// <returns>The parameters; none for endpoints that are not actions.</returns>
    public static IEnumerable<TokenParameter> Of(EndpointMetadataCollection metadata) =>
        All(metadata).Where(static parameter => IsToken(parameter.ParameterType)).Select(TokenParameter.Of);

    /// <summary>Whether a type is bound to the token or its user.</summary>
    /// <returns><see langword="false"/> for every other type.</returns>
    public static bool IsToken(Type type) =>
        type == typeof(Token) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(CurrentUser<>));

    /// <summary>The methods of a page that handle its requests.</summary>
    /// <returns>The methods; none for endpoints that are no pages.</returns>
    public static IEnumerable<MethodInfo> Handlers(EndpointMetadataCollection metadata) =>
        (metadata.GetMetadata<ActionDescriptor>() as CompiledPageActionDescriptor)?.HandlerMethods
            .Select(static handler => handler.MethodInfo) ?? [];

    /// <summary>All parameters of the action, or of the handlers of the page.</summary>
    /// <returns>The parameters; none for endpoints that are not actions.</returns>
    public static IEnumerable<ParameterInfo> All(EndpointMetadataCollection metadata)
    {
        IEnumerable<ParameterDescriptor> parameters = metadata.GetMetadata<ActionDescriptor>() switch
        {
            CompiledPageActionDescriptor page => page.HandlerMethods.SelectMany(static handler => handler.Parameters),
            { } action => action.Parameters,
            null => [],
        };
        return parameters.OfType<IParameterInfoParameterDescriptor>().Select(static parameter => parameter.ParameterInfo);
    }
}
