using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

internal static class Visibility
{
    /// <summary>Finds whether other assemblies see a symbol: neither it nor a type around it is internal or private.</summary>
    /// <returns>True for public and protected members of public types.</returns>
    public static bool IsPublic(ISymbol symbol)
    {
        for (var current = symbol; current is IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol or INamedTypeSymbol; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
                return false;
        }

        return true;
    }
}
