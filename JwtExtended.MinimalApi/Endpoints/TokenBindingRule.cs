using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds parameters of the type <c>Token</c> that something else than the token of the request would be bound to.</summary>
internal static class TokenBindingRule
{
    public static string? Check(ValidatedEndpoint endpoint)
    {
        var metadata = endpoint.Endpoint.Metadata;
        var parameters = metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? ActionParameters.All(metadata);
        var named = parameters.FirstOrDefault(NamesSource);
        return named is null ? null :
            $"Endpoint '{endpoint.Name}' binds its parameter '{named.Name}' from the body, a service or another place that "
            + "an attribute names. Remove the attribute: it is the token of the request, or its user.";
    }

    private static bool NamesSource(ParameterInfo parameter) => ActionParameters.IsToken(parameter.ParameterType)
        && parameter.GetCustomAttributes().Any(static attribute => attribute
            is IFromBodyMetadata or IFromServiceMetadata or IFromFormMetadata or IFromHeaderMetadata or IFromQueryMetadata
            or IFromRouteMetadata or FromKeyedServicesAttribute or IBindingSourceMetadata);
}
