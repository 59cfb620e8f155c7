using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>Compiles the C# of a page as the SDK does for a web project.</summary>
internal static class DocumentedProgram
{
    private const string Before =
        "using JwtExtended.MinimalApi;\nvar app = WebApplication.CreateBuilder(args).Build();\nstring encoded = args[0];\n";

    private const string After = "\nrecord NewPassword(string Password);";

    private static readonly SyntaxTree Usings = CSharpSyntaxTree.ParseText("""
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.EntityFrameworkCore;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """);

    // What a test project adds to that.
    private static readonly SyntaxTree TestUsings = CSharpSyntaxTree.ParseText("""
        global using System.Net;
        global using System.Net.Http.Headers;
        global using FluentAssertions;
        global using JwtExtended.MinimalApi;
        global using Microsoft.AspNetCore.Mvc.Testing;
        global using Microsoft.AspNetCore.TestHost;
        global using Microsoft.Extensions.Time.Testing;
        global using NUnit.Framework;
        """);

    // Of two versions of an assembly the later one is used: the SDK silences it too.
    private static readonly Dictionary<string, ReportDiagnostic> Unified = new()
    {
        ["CS1701"] = ReportDiagnostic.Suppress,
        ["CS1702"] = ReportDiagnostic.Suppress,
    };

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !path.EndsWith("Basic.dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>Compiles a block, with the types of another one that it names.</summary>
    public static CSharpCompilation Compile(CodeBlock block, CodeBlock? types = null)
    {
        var isTest = block.Code.Contains("[Test", StringComparison.Ordinal);
        var program = isTest ? $"{block.Code}\npartial class Program;" : block.IsProgram ? block.Code : Before + block.Code + After;
        var tree = CSharpSyntaxTree.ParseText(program);
        var hasStatements = tree.GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax);
        return CSharpCompilation.Create(
            $"Documented{Guid.CreateVersion7():N}",
            [tree, Usings, .. isTest ? [TestUsings] : Array.Empty<SyntaxTree>(), .. TreesOf(types)],
            References.Value,
            new CSharpCompilationOptions(
                hasStatements ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: Unified));
    }

    private static SyntaxTree[] TreesOf(CodeBlock? block) => block is null ? [] : [CSharpSyntaxTree.ParseText(block.Code)];
}
