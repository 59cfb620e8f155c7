using Conduit.Api;
using Conduit.Data;
using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Profiles;

internal static class ProfileEndpoints
{
    public static void MapProfiles(this IEndpointRouteBuilder api)
    {
        var profiles = api.MapGroup("/profiles/{username}");
        profiles.MapGet("", (string username, Token? token, ConduitDbContext db) => FindAsync(db, username, token)).OptionalJwt();
        profiles.MapPost("/follow", FollowAsync).RequireJwt();
        profiles.MapDelete("/follow", UnfollowAsync).RequireJwt();
    }

    private static async Task<IResult> FollowAsync(string username, Token token, ConduitDbContext db)
    {
        var follower = token.GetIdentity<int>();
        // One statement: a second request at the same moment changes nothing.
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Follows" ("FollowerId", "FollowedId")
            SELECT {follower}, "Id" FROM "Users" WHERE "Username" = {username} ON CONFLICT DO NOTHING
            """);
        return await FindAsync(db, username, token);
    }

    private static async Task<IResult> UnfollowAsync(string username, Token token, ConduitDbContext db)
    {
        var follower = token.GetIdentity<int>();
        await db.Follows.Where(follow => follow.FollowerId == follower && follow.Followed.Username == username).ExecuteDeleteAsync();
        return await FindAsync(db, username, token);
    }

    private static async Task<IResult> FindAsync(ConduitDbContext db, string username, Token? token)
    {
        var viewer = token?.GetIdentity<int>();
        var profile = await db.Users
            .Where(user => user.Username == username)
            .Select(user => new Profile(user.Username, user.Bio, user.Image, user.Followers.Any(follow => follow.FollowerId == viewer)))
            .SingleOrDefaultAsync();
        return profile is null ? ApiError.NotFound("profile") : Results.Ok(new { profile });
    }
}
