using Conduit.Api;
using Conduit.Data;
using Conduit.Profiles;
using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Comments;

internal static class CommentEndpoints
{
    public static void MapComments(this IEndpointRouteBuilder api)
    {
        var comments = api.MapGroup("/articles/{slug}/comments");
        comments.MapGet("", ListAsync).OptionalJwt();
        comments.MapPost("", CreateAsync).RequireJwt();
        comments.MapDelete("/{id:int}", DeleteAsync).RequireJwt();
    }

    private static async Task<IResult> ListAsync(string slug, Token? token, ConduitDbContext db)
    {
        if (await FindArticleAsync(db, slug) is not { } article)
            return ApiError.NotFound("article");
        var comments = await db.Comments
            .Where(comment => comment.ArticleId == article)
            .OrderByDescending(comment => comment.Id)
            .Take(Limits.Comments)
            .OrderBy(comment => comment.Id)
            .AsSeenBy(token?.GetIdentity<int>())
            .ToListAsync();
        return Results.Ok(new { comments });
    }

    private static async Task<IResult> CreateAsync(
        string slug, CommentEnvelope<NewComment> request, Token token, ConduitDbContext db, TimeProvider time)
    {
        if (await FindArticleAsync(db, slug) is not { } article)
            return ApiError.NotFound("article");
        if (request.Comment.Problems() is { Length: > 0 } problems)
            return ApiError.Invalid(problems);

        var (user, now) = (token.GetIdentity<int>(), time.GetUtcNow());
        var comment = new Comment { Body = request.Comment.Body!, CreatedAt = now, UpdatedAt = now, AuthorId = user, ArticleId = article };
        db.Comments.Add(comment);
        if (await db.TrySaveAsync() != SaveOutcome.Saved)
            return ApiError.NotFound("article");
        var body = await db.Comments.Where(saved => saved.Id == comment.Id).AsSeenBy(user).SingleOrDefaultAsync();
        return body is null ? ApiError.NotFound("comment") : Results.Ok(new CommentEnvelope<CommentBody>(body));
    }

    private static async Task<IResult> DeleteAsync(string slug, int id, Token token, ConduitDbContext db)
    {
        var user = token.GetIdentity<int>();
        var comment = db.Comments.Where(comment => comment.Id == id && comment.Article.Slug == slug);
        if (await comment.Where(own => own.AuthorId == user).ExecuteDeleteAsync() > 0)
            return Results.Ok();
        return await comment.AnyAsync() ? ApiError.NotYours("comment") : ApiError.NotFound("comment");
    }

    private static Task<int?> FindArticleAsync(ConduitDbContext db, string slug) =>
        db.Articles.Where(article => article.Slug == slug).Select(article => (int?)article.Id).SingleOrDefaultAsync();

    private static IQueryable<CommentBody> AsSeenBy(this IQueryable<Comment> comments, int? viewer) => comments.Select(
        comment => new CommentBody(
            comment.Id,
            comment.CreatedAt,
            comment.UpdatedAt,
            comment.Body,
            new Profile(
                comment.Author.Username,
                comment.Author.Bio,
                comment.Author.Image,
                comment.Author.Followers.Any(follow => follow.FollowerId == viewer))));
}
