namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>A folder uses only its own types, the root's, and those of the folders that the table allows it.</summary>
internal sealed class FolderRule(IReadOnlyDictionary<string, string[]> mayUse, params string[] everywhere) : IRule
{
    public const string Everything = "*";

    public IEnumerable<string> Check(SourceCode code) =>
        from mention in code.Mentions
        let target = code.FileOf(mention.Type)
        where target is not null && !IsAllowed(SourceCode.FolderOf(mention.File), SourceCode.FolderOf(target))
        select Violation.Of(mention, target);

    /// <summary>What the table allows and no file does: a permission that no file needs is a door left open.</summary>
    public IEnumerable<string> Unused(SourceCode code)
    {
        var used = (from mention in code.Mentions
                    let target = code.FileOf(mention.Type)
                    where target is not null
                    select (From: SourceCode.FolderOf(mention.File), To: SourceCode.FolderOf(target))).ToHashSet();
        return from folder in mayUse
               from target in folder.Value
               where target != Everything && !used.Contains((folder.Key, target))
               select $"{folder.Key} -> {target}";
    }

    private bool IsAllowed(string folder, string target) =>
        target.Length == 0
        || target == folder
        || everywhere.Contains(target) && !everywhere.Contains(folder)
        || mayUse.TryGetValue(folder, out var allowed) && (allowed.Contains(target) || allowed.Contains(Everything));
}
