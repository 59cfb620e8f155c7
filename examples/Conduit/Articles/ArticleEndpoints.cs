using Conduit.Api;
using Conduit.Data;
using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Articles;

internal static class ArticleEndpoints
{
    public static void MapArticles(this IEndpointRouteBuilder api)
    {
        var articles = api.MapGroup("/articles");
        articles.MapGet("", ([AsParameters] ArticleFilter filter, [AsParameters] Page page, Token? token, ConduitDbContext db) =>
            filter.Of(db.Articles).ListAsync(page, token)).OptionalJwt();
        articles.MapGet("/feed", FeedAsync).RequireJwt();
        articles.MapGet("/{slug}", (string slug, Token? token, ConduitDbContext db) => db.ShowAsync(slug, token)).OptionalJwt();
        articles.MapPost("", CreateAsync).RequireJwt();
        articles.MapPut("/{slug}", UpdateAsync).RequireJwt();
        articles.MapDelete("/{slug}", DeleteAsync).RequireJwt();
    }

    private static Task<IResult> FeedAsync([AsParameters] Page page, Token token, ConduitDbContext db)
    {
        var reader = token.GetIdentity<int>();
        return db.Articles
            .Where(article => article.Author.Followers.Any(follow => follow.FollowerId == reader))
            .ListAsync(page, token);
    }

    private static async Task<IResult> CreateAsync(
        ArticleEnvelope<NewArticle> request, Token token, ConduitDbContext db, TimeProvider time)
    {
        var wanted = request.Article;
        if (wanted.Problems() is { Length: > 0 } problems)
            return ApiError.Invalid(problems);

        var now = time.GetUtcNow();
        var article = new Article
        {
            Title = wanted.Title!,
            Description = wanted.Description!,
            Body = wanted.Body!,
            Tags = TagRules.Distinct(wanted.TagList ?? []),
            CreatedAt = now,
            UpdatedAt = now,
            AuthorId = token.GetIdentity<int>(),
        };
        db.Articles.Add(article);
        if (!await db.TrySaveWithSlugAsync(article) || await db.FindAsync(article.Slug, token) is not { } body)
            return ApiError.NotFound("article");
        return Results.Created($"/api/articles/{Uri.EscapeDataString(body.Slug)}", new ArticleEnvelope<ArticleBody>(body));
    }

    private static async Task<IResult> UpdateAsync(
        string slug, ArticleEnvelope<ArticleChanges> request, Token token, ConduitDbContext db, TimeProvider time)
    {
        var changes = request.Article;
        if (await db.Articles.SingleOrDefaultAsync(candidate => candidate.Slug == slug) is not { } article)
            return ApiError.NotFound("article");
        if (article.AuthorId != token.GetIdentity<int>())
            return ApiError.NotYours("article");
        if (changes.Problems() is { Length: > 0 } problems)
            return ApiError.Invalid(problems);

        var isRenamed = changes.Title is not null && Slug.From(changes.Title) != Slug.From(article.Title);
        article.Title = changes.Title ?? article.Title;
        article.Description = changes.Description ?? article.Description;
        article.Body = changes.Body ?? article.Body;
        article.Tags = changes.TagList is null ? article.Tags : TagRules.Distinct(changes.TagList);
        article.UpdatedAt = time.GetUtcNow();
        var isSaved = isRenamed ? await db.TrySaveWithSlugAsync(article) : await db.TrySaveAsync() == SaveOutcome.Saved;
        return isSaved ? await db.ShowAsync(article.Slug, token) : ApiError.NotFound("article");
    }

    private static async Task<IResult> DeleteAsync(string slug, Token token, ConduitDbContext db)
    {
        var author = token.GetIdentity<int>();
        if (await db.Articles.Where(article => article.Slug == slug && article.AuthorId == author).ExecuteDeleteAsync() > 0)
            return Results.Ok();
        return await db.Articles.AnyAsync(article => article.Slug == slug) ? ApiError.NotYours("article") : ApiError.NotFound("article");
    }
}
