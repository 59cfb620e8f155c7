using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>Every class that can be created is sealed, but for those that are open by name.</summary>
internal sealed class SealedRule(params string[] open) : IRule
{
    public IEnumerable<string> Check(SourceCode code) =>
        from type in code.Types
        where type is { TypeKind: TypeKind.Class, IsSealed: false, IsAbstract: false, IsStatic: false } && !open.Contains(type.Name)
        select $"{code.FileOf(type)} -> {type.Name} (not sealed)";
}
