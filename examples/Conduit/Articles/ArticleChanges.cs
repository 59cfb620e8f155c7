using Conduit.Api;

namespace Conduit.Articles;

/// <summary>What an author changes. A member that is absent stays as it is.</summary>
internal sealed record ArticleChanges(
    string? Title = null, string? Description = null, string? Body = null, IReadOnlyList<string?>? TagList = null)
{
    public string[] Problems() =>
    [
        .. Title is null ? [] : TextRules.Required("title", Title, Limits.Title),
        .. Description is null ? [] : TextRules.Required("description", Description, Limits.Description),
        .. Body is null ? [] : TextRules.Required("body", Body, Limits.ArticleBody),
        .. TagRules.Problems(TagList),
    ];
}
