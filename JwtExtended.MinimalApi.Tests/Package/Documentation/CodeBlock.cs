using System.Text.RegularExpressions;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>A fenced code block of a page.</summary>
internal sealed partial record CodeBlock(string Language, string Code, int Line)
{
    /// <summary>Whether it is a program as a reader pastes it, rather than lines of one.</summary>
    public bool IsProgram => Language == "csharp" && Code.StartsWith("using ", StringComparison.Ordinal);

    /// <summary>Whether it sends requests to the program above it.</summary>
    public bool IsConversation => Language == "sh" && Code.Contains(DocumentedApp.Address, StringComparison.Ordinal)
        && Code.Contains("curl ", StringComparison.Ordinal);

    /// <summary>Whether it consists of types, and another block creates one of them.</summary>
    public bool DeclaresTypesOf(CodeBlock other) => IsProgram
        && !Code.Contains("WebApplication.CreateBuilder", StringComparison.Ordinal)
        && Types().Matches(Code).Any(type => other.Code.Contains($"new {type.Groups["name"].Value}(", StringComparison.Ordinal));

    [GeneratedRegex(@"^(public |internal )?(sealed )?(class|record) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Types();
}
