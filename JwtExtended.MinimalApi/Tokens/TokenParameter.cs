using System.Reflection;
using Microsoft.AspNetCore.Builder;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Metadata of an endpoint whose handler takes a <c>Token</c> or a <c>Token?</c>: the parameter alone protects it.</summary>
/// <param name="IsOptional">Whether the parameter is a <c>Token?</c>.</param>
internal sealed record TokenParameter(bool IsOptional)
{
    public static void AddTo(EndpointBuilder builder, ParameterInfo parameter) =>
        builder.Metadata.Add(new TokenParameter(new NullabilityInfoContext().Create(parameter).ReadState == NullabilityState.Nullable));
}
