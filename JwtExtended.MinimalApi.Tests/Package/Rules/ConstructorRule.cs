using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>A constructor has few parameters; more hide a missing type. The rows of a table are exempt by name.</summary>
internal sealed class ConstructorRule(int most, params string[] rows) : IRule
{
    public IEnumerable<string> Check(SourceCode code) =>
        from type in code.Types
        where !(type.IsRecord && rows.Contains(type.Name))
        from constructor in type.InstanceConstructors
        where constructor.Parameters.Length > most
        select $"{code.FileOf(type)} -> {type.Name} ({constructor.Parameters.Length} parameters)";
}
