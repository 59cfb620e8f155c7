using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>A place of a file, and a symbol that it uses: one that it names, or the type of an expression.</summary>
internal sealed record SymbolUse(SyntaxNode Node, ISymbol Symbol)
{
    public string File => Node.SyntaxTree.FilePath;

    public int Line => Node.SyntaxTree.GetLineSpan(Node.Span).StartLinePosition.Line + 1;

    public static IEnumerable<SymbolUse> In(SemanticModel model) =>
        model.SyntaxTree.GetRoot().DescendantNodes()
            .Where(node => node is ExpressionSyntax or AttributeSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax)
            .Where(node => !IsRedundant(node))
            .SelectMany(node => SymbolsOf(model, node).Select(symbol => new SymbolUse(node, symbol)));

    // Binding these is slow and adds nothing: the last part of a qualified name is a name itself.
    private static bool IsRedundant(SyntaxNode node) =>
        node is PredefinedTypeSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or QualifiedNameSyntax;

    // Candidates: a name that the compiler cannot bind without its generators, or may not reach, is used all the same.
    private static IEnumerable<ISymbol> SymbolsOf(SemanticModel model, SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        var named = info.Symbol is null ? info.CandidateSymbols : [info.Symbol];
        var type = node is ExpressionSyntax ? model.GetTypeInfo(node).Type : null;

        return (type is null ? named : named.Add(type)).Where(symbol => symbol is not INamespaceSymbol);
    }
}
