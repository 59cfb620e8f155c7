using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>Every internal type and member is used by the product; what only tests use is dead.</summary>
internal sealed class UnusedMemberRule : IRule
{
    public IEnumerable<string> Check(SourceCode code)
    {
        var used = new HashSet<ISymbol>(code.Uses.SelectMany(UsedBy), SymbolEqualityComparer.Default);
        var filled = FilledTypes(code);

        return from symbol in code.Types.SelectMany(type => type.GetMembers().Where(member => member is not INamedTypeSymbol).Prepend(type))
               where !Visibility.IsPublic(symbol) && !used.Contains(symbol) && !IsExempt(symbol) && !filled.Contains(symbol.ContainingType)
               select $"{code.FileOf(symbol)} -> {symbol.ContainingType?.Name}.{symbol.Name} (unused)";
    }

    // A use counts for everything around the symbol and everything it overrides, but not inside its own declaration.
    private static IEnumerable<ISymbol> UsedBy(SymbolUse use) =>
        Declared(use.Symbol).SelectMany(WithOverridden).SelectMany(WithContainers).Where(symbol => !IsInside(use.Node, symbol));

    private static IEnumerable<ISymbol> Declared(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { AssociatedSymbol: { } property } => [property.OriginalDefinition],
        IMethodSymbol { ReducedFrom: { } extension } => [extension.OriginalDefinition],
        IMethodSymbol { PartialDefinitionPart: { } definition } => [definition],
        INamedTypeSymbol type => [type.OriginalDefinition, .. type.TypeArguments.SelectMany(Declared)],
        IArrayTypeSymbol array => Declared(array.ElementType),
        _ => [symbol.OriginalDefinition],
    };

    private static IEnumerable<ISymbol> WithOverridden(ISymbol symbol)
    {
        for (var current = symbol; current is not null; current = OverriddenBy(current))
            yield return current;
    }

    private static ISymbol? OverriddenBy(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.OverriddenMethod?.OriginalDefinition,
        IPropertySymbol property => property.OverriddenProperty?.OriginalDefinition,
        _ => null,
    };

    private static IEnumerable<ISymbol> WithContainers(ISymbol symbol)
    {
        for (var current = symbol; current is not null; current = current.ContainingType)
            yield return current;
    }

    private static bool IsInside(SyntaxNode node, ISymbol symbol) =>
        symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor }
        && symbol.DeclaringSyntaxReferences.Any(declared => declared.SyntaxTree == node.SyntaxTree && declared.Span.Contains(node.Span));

    // The members of these are written to JSON by generated code, or read from bytes as they lie.
    private static HashSet<ISymbol?> FilledTypes(SourceCode code)
    {
        var serialized = code.Types.SelectMany(type => type.GetAttributes())
            .Where(attribute => attribute.AttributeClass?.Name == nameof(JsonSerializableAttribute))
            .Select(attribute => attribute.ConstructorArguments[0].Value as ISymbol);
        var laidOut = code.Types.Where(type => Has(type, nameof(StructLayoutAttribute)));

        return new(serialized.Concat(laidOut), SymbolEqualityComparer.Default);
    }

    // Called without being named: by the compiler (implicit, operators), by a base type, or through an interface.
    private static bool IsExempt(ISymbol symbol) =>
        symbol.IsImplicitlyDeclared
        || symbol.IsOverride
        || symbol is IMethodSymbol { MethodKind: not (MethodKind.Ordinary or MethodKind.Constructor) }
        || IsZeroOfFlags(symbol)
        || ImplementsInterface(symbol);

    // CA1008: flags have a zero, even when no code needs it.
    private static bool IsZeroOfFlags(ISymbol symbol) =>
        symbol is IFieldSymbol { HasConstantValue: true, ConstantValue: 0 }
        && Has(symbol.ContainingType, nameof(FlagsAttribute));

    private static bool Has(INamedTypeSymbol type, string attribute) =>
        type.GetAttributes().Any(found => found.AttributeClass?.Name == attribute);

    private static bool ImplementsInterface(ISymbol symbol) =>
        symbol.ContainingType is { } type && type.AllInterfaces.SelectMany(contract => contract.GetMembers())
            .Any(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), symbol));
}
