namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>A folder uses only its own types, the root's, and those of the folders that the table allows it.</summary>
internal sealed class FolderRule(IReadOnlyDictionary<string, string[]> mayUse) : IRule
{
    public const string Everything = "*";

    public IEnumerable<string> Check(SourceCode code) =>
        from mention in code.Mentions
        let target = code.FileOf(mention.Type)
        where target is not null && !IsAllowed(SourceCode.FolderOf(mention.File), SourceCode.FolderOf(target))
        select Violation.Of(mention, target);

    private bool IsAllowed(string folder, string target) =>
        target.Length == 0
        || target == folder
        || mayUse.TryGetValue(folder, out var allowed) && (allowed.Contains(target) || allowed.Contains(Everything));
}
