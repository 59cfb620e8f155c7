using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Reads the list of an identity by its index: a page reads one row more than it has, wherever it is.</summary>
internal static class SessionPages
{
    /// <summary>Reads a page.</summary>
    /// <returns>The page, without what has expired.</returns>
    public static async Task<SessionPage> ReadAsync(
        IQueryable<JwtSessionRow> sessions, string identity, string? after, int limit, long now, CancellationToken cancellationToken)
    {
        var rows = await From(sessions.Where(row => row.IdentityKey == identity), after)
            .OrderByDescending(row => row.Started).ThenBy(row => row.SessionKey)
            .Take(limit + 1)
            .Select(row => new { row.SessionKey, row.SessionId, row.Started, row.At, row.Expires, row.Data })
            .ToListAsync(cancellationToken);
        var page = rows.Take(limit).ToList();
        var records = page.Where(row => !(row.Expires <= now)).Select(row => new SessionRecord(
            row.SessionId ?? "", RowTime.Read(row.Started), RowTime.Read(row.At), RowTime.Read(row.Expires), row.Data ?? ""));
        return new SessionPage(
            [.. records], rows.Count > limit ? new SessionPosition(page[^1].Started, page[^1].SessionKey).ToString() : null);
    }

    private static IQueryable<JwtSessionRow> From(IQueryable<JwtSessionRow> sessions, string? after)
    {
        if (after is null)
            return sessions;
        var (started, key) = SessionPosition.Parse(after);
        // The first condition alone is where the index is entered.
        return sessions.Where(
            row => row.Started <= started && (row.Started < started || row.SessionKey.CompareTo(key) > 0));
    }
}
