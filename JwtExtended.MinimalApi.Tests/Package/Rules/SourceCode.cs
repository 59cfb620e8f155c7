using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>The sources of one project in one compilation, and what each of its files uses.</summary>
internal sealed class SourceCode
{
    // Not a path of the project: what the SDK adds to every one.
    private const string ImplicitUsingsPath = "";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview);

    private static readonly SyntaxTree ImplicitUsings = CSharpSyntaxTree.ParseText(
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """,
        ParseOptions,
        ImplicitUsingsPath);

    // The assemblies of this process without the projects themselves: their types are read from source.
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("JwtExtended.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))]);

    private readonly Lazy<ImmutableArray<SymbolUse>> uses;

    private readonly Lazy<ImmutableArray<TypeMention>> mentions;

    private SourceCode(string name, IEnumerable<SyntaxTree> trees, IEnumerable<SourceCode> projects)
    {
        Trees = [.. trees];
        Compilation = CSharpCompilation.Create(
            name,
            [ImplicitUsings, .. Trees],
            [.. References.Value, .. projects.Select(project => project.Compilation.ToMetadataReference())],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        uses = new(() => [.. Trees.AsParallel().AsOrdered().SelectMany(tree => SymbolUse.In(Compilation.GetSemanticModel(tree)))]);
        mentions = new(() => [.. uses.Value.SelectMany(TypeMention.Of).DistinctBy(mention => (mention.File, mention.Type))]);
    }

    public CSharpCompilation Compilation { get; }

    public ImmutableArray<SyntaxTree> Trees { get; }

    /// <summary>Every symbol that a file uses, in any syntactic form; documentation comments are left out.</summary>
    public ImmutableArray<SymbolUse> Uses => uses.Value;

    /// <summary>Every type that a file mentions, once a file.</summary>
    public ImmutableArray<TypeMention> Mentions => mentions.Value;

    /// <summary>Every type of the project, nested types too.</summary>
    public IEnumerable<INamedTypeSymbol> Types => Compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>();

    public static SourceCode Read(string folder, params SourceCode[] projects)
    {
        var trees = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace('\\', '/')))
            .Where(file => file.Name.Split('/')[0] is not ("bin" or "obj"))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file.Path), ParseOptions, file.Name));

        return new(Path.GetFileName(folder), trees, projects);
    }

    public static SourceCode Of(params (string File, string Text)[] files) => Of("JwtExtended.MinimalApi", [], files);

    public static SourceCode Of(string name, SourceCode[] projects, params (string File, string Text)[] files) =>
        new(name, files.Select(file => CSharpSyntaxTree.ParseText(file.Text, ParseOptions, file.File)), projects);

    public static string FolderOf(string file) => file.LastIndexOf('/') is >= 0 and var end ? file[..end] : "";

    /// <summary>Gets the file that declares a symbol of this project.</summary>
    /// <returns>The path below the project's folder; null when the symbol comes from elsewhere.</returns>
    public string? FileOf(ISymbol symbol) =>
        // By name: to a project that refers to this one, its symbols may be other objects.
        symbol.ContainingAssembly?.Name == Compilation.AssemblyName
            ? symbol.Locations.FirstOrDefault(location => location.IsInSource)?.SourceTree?.FilePath
            : null;
}
