using Conduit.Data;
using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Articles;

internal static class FavoriteEndpoints
{
    public static void MapFavorites(this IEndpointRouteBuilder api)
    {
        var favorite = api.MapGroup("/articles/{slug}/favorite").RequireJwt();
        favorite.MapPost("", AddAsync);
        favorite.MapDelete("", RemoveAsync);
    }

    private static async Task<IResult> AddAsync(string slug, Token token, ConduitDbContext db)
    {
        var user = token.GetIdentity<int>();
        // One statement: a second request at the same moment changes nothing.
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Favorites" ("UserId", "ArticleId")
            SELECT {user}, "Id" FROM "Articles" WHERE "Slug" = {slug} ON CONFLICT DO NOTHING
            """);
        return await db.ShowAsync(slug, token);
    }

    private static async Task<IResult> RemoveAsync(string slug, Token token, ConduitDbContext db)
    {
        var user = token.GetIdentity<int>();
        await db.Favorites.Where(favorite => favorite.UserId == user && favorite.Article.Slug == slug).ExecuteDeleteAsync();
        return await db.ShowAsync(slug, token);
    }
}
