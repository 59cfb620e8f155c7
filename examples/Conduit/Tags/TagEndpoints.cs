using Conduit.Api;
using Conduit.Data;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Tags;

internal static class TagEndpoints
{
    public static void MapTags(this IEndpointRouteBuilder api) => api.MapGet("/tags", ListAsync);

    // The tags of all articles, the most frequent ones first.
    private static async Task<IResult> ListAsync(ConduitDbContext db)
    {
        var tags = await db.Database.SqlQuery<string>(
            $"""
            SELECT tag.value AS "Value" FROM "Articles", json_each("Articles"."Tags") AS tag
            GROUP BY tag.value ORDER BY COUNT(*) DESC, tag.value LIMIT {Limits.Tags}
            """).ToListAsync();
        return Results.Ok(new { tags });
    }
}
