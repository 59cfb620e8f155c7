namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>The text of a violation: which file uses which, and the crossing of folders that it is.</summary>
internal static class Violation
{
    public static string Of(TypeMention mention, string target) =>
        $"{mention.File}:{mention.Line} -> {target} ({NameOf(mention.File)} -> {NameOf(target)})";

    private static string NameOf(string file) => SourceCode.FolderOf(file) is { Length: > 0 } folder ? folder : "root";
}
