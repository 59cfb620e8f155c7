using System.Reflection;
using Microsoft.AspNetCore.Builder;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Metadata of an endpoint whose handler takes a <c>Token</c> or a <c>Token?</c>: the parameter alone protects it.</summary>
/// <param name="IsOptional">Whether the parameter is a <c>Token?</c>.</param>
internal sealed record TokenParameter(bool IsOptional)
{
    private const byte Annotated = 2;

    public static void AddTo(EndpointBuilder builder, ParameterInfo parameter) =>
        builder.Metadata.Add(Of(parameter));

    public static TokenParameter Of(ParameterInfo parameter) => new(AcceptsNull(parameter));

    private static bool AcceptsNull(ParameterInfo parameter)
    {
        if (new NullabilityInfoContext().Create(parameter).ReadState != NullabilityState.Nullable)
            return false;
        // A type parameter without a constraint counts as nullable, whatever it stands for: only a question mark says so.
        var isGeneric = parameter.Member.DeclaringType?.IsGenericType == true || parameter.Member is MethodInfo { IsGenericMethod: true };
        return !isGeneric || FlagOf(parameter) == Annotated;
    }

    // The flag of the parameter itself, or the default of its member or type.
    private static byte? FlagOf(ParameterInfo parameter)
    {
        var flag = FlagOf(parameter.GetCustomAttributesData(), "NullableAttribute");
        for (MemberInfo? member = parameter.Member; flag is null && member is not null; member = member.DeclaringType)
            flag = FlagOf(member.GetCustomAttributesData(), "NullableContextAttribute");
        return flag;
    }

    private static byte? FlagOf(IEnumerable<CustomAttributeData> attributes, string name)
    {
        var argument = attributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name)?.ConstructorArguments[0].Value;
        return argument as byte? ?? (argument as IReadOnlyList<CustomAttributeTypedArgument>)?[0].Value as byte?;
    }
}
