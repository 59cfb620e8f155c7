using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

internal static class Visibility
{
    /// <summary>Finds whether other assemblies see a symbol: neither it nor a type around it is internal or private.</summary>
    /// <returns>True for public and protected members of public types.</returns>
    public static bool IsPublic(ISymbol symbol)
    {
        for (var current = symbol; current is INamedTypeSymbol || IsMember(current); current = current.ContainingType)
        {
            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
                return false;
        }

        return true;
    }

    /// <summary>Finds whether a symbol belongs to a type; locals and parameters do not.</summary>
    /// <returns>True for methods, properties, fields and events.</returns>
    public static bool IsMember(ISymbol? symbol) => symbol is IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol;
}
