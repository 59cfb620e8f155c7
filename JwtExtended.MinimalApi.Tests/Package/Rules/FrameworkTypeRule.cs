using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>Only the folders or files that the table names see a type of the framework, or one derived from it.</summary>
internal sealed class FrameworkTypeRule(IReadOnlyDictionary<string, string[]> places) : IRule
{
    public IEnumerable<string> Check(SourceCode code) =>
        (from mention in code.Mentions
         from type in SelfAndBases(mention.Type).Select(type => type.ToDisplayString())
         where places.TryGetValue(type, out var allowed) && !allowed.Intersect([mention.File, SourceCode.FolderOf(mention.File)]).Any()
         select $"{mention.File}:{mention.Line} -> {type}").Distinct();

    /// <summary>The places of the table where no file sees the type.</summary>
    public IEnumerable<string> Unused(SourceCode code)
    {
        var seen = (from mention in code.Mentions
                    from type in SelfAndBases(mention.Type).Select(type => type.ToDisplayString())
                    from place in new[] { mention.File, SourceCode.FolderOf(mention.File) }
                    select (type, place)).ToHashSet();
        return from type in places
               from place in type.Value
               where !seen.Contains((type.Key, place))
               select $"{place} -> {type.Key}";
    }

    private static IEnumerable<INamedTypeSymbol> SelfAndBases(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            yield return current.OriginalDefinition;
        foreach (var contract in type.AllInterfaces)
            yield return contract.OriginalDefinition;
    }
}
