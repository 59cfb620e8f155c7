using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>A file holds one type, or a part of one, and has its name; its namespace is that of its folder, and it is short.</summary>
internal sealed class LayoutRule(int mostLines, params string[] rootNamespaces) : IRule
{
    public IEnumerable<string> Check(SourceCode code) => code.Trees.SelectMany(CheckFile);

    private IEnumerable<string> CheckFile(SyntaxTree tree)
    {
        var file = tree.FilePath;
        var types = tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().Where(IsTopLevelType).ToList();
        var names = types.Select(NameOf).Distinct().ToList();
        if (names is not [var name] || name != Path.GetFileName(file).Split('.')[0])
            yield return $"{file} declares {(names.Count == 0 ? "no type" : string.Join(", ", names))}";

        foreach (var type in types.Where(type => !NamespacesOf(file).Contains(NamespaceOf(type))))
            yield return $"{file} declares {NameOf(type)} outside {string.Join(" and ", NamespacesOf(file))}";
        if (tree.GetText().Lines.Count - 1 is var lines && lines > mostLines)
            yield return $"{file} has {lines} lines, at most {mostLines} are allowed";
    }

    private string[] NamespacesOf(string file) =>
        SourceCode.FolderOf(file) is { Length: > 0 } folder ? [$"{rootNamespaces[^1]}.{folder.Replace('/', '.')}"] : rootNamespaces;

    private static bool IsTopLevelType(MemberDeclarationSyntax member) =>
        member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        && member.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax;

    private static string? NamespaceOf(MemberDeclarationSyntax type) => (type.Parent as BaseNamespaceDeclarationSyntax)?.Name.ToString();

    private static string NameOf(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax callback ? callback.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;
}
