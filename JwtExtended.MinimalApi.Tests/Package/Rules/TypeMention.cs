using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>A file mentions a type: by its name, by one of its members, or as the type of an expression.</summary>
internal sealed record TypeMention(string File, int Line, INamedTypeSymbol Type)
{
    public static IEnumerable<TypeMention> Of(SymbolUse use) =>
        TypesIn(use.Symbol).Select(type => new TypeMention(use.File, use.Line, type));

    private static IEnumerable<INamedTypeSymbol> TypesIn(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol type => type.TypeArguments.SelectMany(TypesIn).Append(type.OriginalDefinition),
        IArrayTypeSymbol array => TypesIn(array.ElementType),
        _ when Visibility.IsMember(symbol) && symbol.ContainingType is { } type => [type.OriginalDefinition],
        _ => [],
    };
}
