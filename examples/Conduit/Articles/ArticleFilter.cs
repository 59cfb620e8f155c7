using Conduit.Data;

namespace Conduit.Articles;

/// <summary>Which articles a list contains.</summary>
internal sealed record ArticleFilter(string? Tag, string? Author, string? Favorited)
{
    public IQueryable<Article> Of(IQueryable<Article> articles)
    {
        if (Tag is not null)
            articles = articles.Where(article => article.Tags.Contains(Tag));
        if (Author is not null)
            articles = articles.Where(article => article.Author.Username == Author);
        if (Favorited is not null)
            articles = articles.Where(article => article.Favorites.Any(favorite => favorite.User.Username == Favorited));
        return articles;
    }
}
