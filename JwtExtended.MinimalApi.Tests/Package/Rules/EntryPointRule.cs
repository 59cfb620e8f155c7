namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>The root's services are for applications: no step knows the entry point above it.</summary>
internal sealed class EntryPointRule(string[] services, string[] mayUse) : IRule
{
    private const string ExtensionClass = "Extensions";

    public IEnumerable<string> Check(SourceCode code) =>
        from mention in code.Mentions
        where !mayUse.Contains(SourceCode.FolderOf(mention.File))
        let target = code.FileOf(mention.Type)
        where target is not null && SourceCode.FolderOf(target).Length == 0 && IsService(Path.GetFileNameWithoutExtension(target))
        select Violation.Of(mention, target);

    private bool IsService(string name) => services.Contains(name) || name.EndsWith(ExtensionClass, StringComparison.Ordinal);
}
