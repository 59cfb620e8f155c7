using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>The root folder holds the public types and nothing else.</summary>
internal sealed class RootRule : IRule
{
    public IEnumerable<string> Check(SourceCode code) =>
        from type in code.Types
        where type.ContainingType is null && type.DeclaredAccessibility != Accessibility.Public
        let file = code.FileOf(type)
        where file is not null && SourceCode.FolderOf(file).Length == 0
        select $"{file} -> {type.Name} (internal in root)";
}
