using Conduit.Api;

namespace Conduit.Articles;

internal sealed record NewArticle(
    string? Title = null, string? Description = null, string? Body = null, IReadOnlyList<string?>? TagList = null)
{
    public string[] Problems() =>
    [
        .. TextRules.Required("title", Title, Limits.Title),
        .. TextRules.Required("description", Description, Limits.Description),
        .. TextRules.Required("body", Body, Limits.ArticleBody),
        .. TagRules.Problems(TagList),
    ];
}
