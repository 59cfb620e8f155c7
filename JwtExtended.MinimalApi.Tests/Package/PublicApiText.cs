using System.Text;
using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>Writes the public API of a package as C#, for reviewers.</summary>
internal static class PublicApiText
{
    private static readonly SymbolDisplayFormat Types = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameOnly,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: Names);

    private static readonly SymbolDisplayFormat Members = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameOnly,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.StaticMethod,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis
            | SymbolDisplayParameterOptions.IncludeModifiers,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: Names);

    private const SymbolDisplayMiscellaneousOptions Names = SymbolDisplayMiscellaneousOptions.UseSpecialTypes
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
        | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers;

    public static string Of(Compilation compilation)
    {
        var text = new StringBuilder("namespace JwtExtended.MinimalApi;\n");
        foreach (var type in TypesIn(compilation.Assembly.GlobalNamespace).OrderBy(type => type.Name, StringComparer.Ordinal))
            Write(text, type);
        return text.ToString();
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceSymbol space) =>
        space.GetTypeMembers().Where(type => type.DeclaredAccessibility == Accessibility.Public)
            .Concat(space.GetNamespaceMembers().SelectMany(TypesIn));

    private static void Write(StringBuilder text, INamedTypeSymbol type)
    {
        var bases = new[] { type.BaseType }.Where(IsOfInterest).Concat(type.Interfaces)
            .Where(symbol => symbol is { DeclaredAccessibility: Accessibility.Public } && !IsEquatable(symbol))
            .Select(symbol => symbol!.ToDisplayString(Members));
        var list = string.Join(", ", bases);
        text.Append($"\npublic {Modifiers(type)}{type.ToDisplayString(Types)}{(list.Length == 0 ? "" : $" : {list}")}\n{{\n");
        foreach (var member in type.TypeKind == TypeKind.Enum ? ValuesOf(type) : MembersOf(type))
            text.Append($"    {member}\n");
        text.Append("}\n");
    }

    private static IEnumerable<string> MembersOf(INamedTypeSymbol type) => type.GetMembers().Where(IsPublic)
        .Select(member => member.ToDisplayString(Members) + (member is IPropertySymbol ? "" : ";"))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> ValuesOf(INamedTypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>()
        .OrderBy(value => value.ConstantValue)
        .Select(value => $"{value.Name} = {value.ConstantValue},");

    private static bool IsOfInterest(INamedTypeSymbol? type) => type is
    {
        SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum),
    };

    private static bool IsEquatable(INamedTypeSymbol? type) => type is { Name: "IEquatable" };

    private static string Modifiers(INamedTypeSymbol type) => type switch
    {
        { IsStatic: true } => "static ",
        { TypeKind: TypeKind.Class, IsAbstract: true } => "abstract ",
        { TypeKind: TypeKind.Class, IsSealed: true } => "sealed ",
        _ => "",
    };

    private static bool IsPublic(ISymbol member) =>
        member is { DeclaredAccessibility: Accessibility.Public or Accessibility.Protected, IsImplicitlyDeclared: false }
            and not IMethodSymbol { AssociatedSymbol: not null };
}
