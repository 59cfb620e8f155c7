using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds handlers that take a type which is only named as ours: the caller could send it as the body.</summary>
internal static class OtherTokenTypeRule
{
    public static string? Check(Endpoint endpoint, string name, string ifMeant = "call WithoutJwt()")
    {
        var handler = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        var bound = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Select(static binding => binding.ParameterInfo);
        var foreign = handler.Concat(bound).FirstOrDefault(static parameter => NameOf(parameter.ParameterType) == nameof(Token));
        return foreign is null ? null :
            $"Endpoint '{name}' takes a '{foreign.ParameterType.FullName}', which is not the Token of JwtExtended.MinimalApi: a caller "
            + $"could send it as the body. Take JwtExtended.MinimalApi.Token, rename the type, or {ifMeant} if that is meant.";
    }

    // 'Token?' of a struct and 'Token[]' are bound from the body just as well.
    private static string NameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type).Name;
}
