using Conduit.Api;
using Conduit.Data;
using Conduit.Profiles;
using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Articles;

internal static class ArticleQueries
{
    public static async Task<IResult> ListAsync(this IQueryable<Article> articles, Page page, Token? token)
    {
        if (page.Problems() is { Length: > 0 } problems)
            return ApiError.Invalid(problems);
        var bodies = await page.Of(articles).AsSeenBy(token?.GetIdentity<int>()).ToListAsync();
        return Results.Ok(new { articles = bodies, articlesCount = await articles.CountAsync() });
    }

    public static async Task<IResult> ShowAsync(this ConduitDbContext db, string slug, Token? token) =>
        await db.FindAsync(slug, token) is { } article
            ? Results.Ok(new ArticleEnvelope<ArticleBody>(article))
            : ApiError.NotFound("article");

    public static Task<ArticleBody?> FindAsync(this ConduitDbContext db, string slug, Token? token) =>
        db.Articles.Where(article => article.Slug == slug).AsSeenBy(token?.GetIdentity<int>()).SingleOrDefaultAsync();

    /// <summary>Saves an article under the name of its title, or a similar one where another article has that.</summary>
    /// <returns>Whether the article was saved. Otherwise it has been deleted meanwhile.</returns>
    public static async Task<bool> TrySaveWithSlugAsync(this ConduitDbContext db, Article article)
    {
        var (id, slug) = (article.Id, Slug.From(article.Title));
        var isFree = !Slug.IsReserved(slug) && !await db.Articles.AnyAsync(other => other.Slug == slug && other.Id != id);
        article.Slug = isFree ? slug : Slug.Another(slug);
        SaveOutcome outcome;
        while ((outcome = await db.TrySaveAsync()) == SaveOutcome.Taken)
            article.Slug = Slug.Another(slug);
        return outcome == SaveOutcome.Saved;
    }

    private static IQueryable<ArticleBody> AsSeenBy(this IQueryable<Article> articles, int? viewer) => articles.Select(
        article => new ArticleBody(
            article.Slug,
            article.Title,
            article.Description,
            article.Body,
            article.Tags,
            article.CreatedAt,
            article.UpdatedAt,
            article.Favorites.Any(favorite => favorite.UserId == viewer),
            article.Favorites.Count,
            new Profile(
                article.Author.Username,
                article.Author.Bio,
                article.Author.Image,
                article.Author.Followers.Any(follow => follow.FollowerId == viewer))));
}
