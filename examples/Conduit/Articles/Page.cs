using Conduit.Api;
using Conduit.Data;

namespace Conduit.Articles;

/// <summary>Which part of a list a response contains.</summary>
internal sealed record Page(int? Limit, int? Offset)
{
    private const int DefaultLimit = 20;

    public string[] Problems() =>
    [
        .. Limit < 1 ? ["limit must be at least 1"] : Array.Empty<string>(),
        .. Offset < 0 ? ["offset must be at least 0"] : Array.Empty<string>(),
    ];

    /// <summary>Takes the page from the articles, the most recent first.</summary>
    public IQueryable<Article> Of(IQueryable<Article> articles) =>
        articles.OrderByDescending(article => article.Id).Skip(Offset ?? 0).Take(Math.Min(Limit ?? DefaultLimit, Limits.Articles));
}
