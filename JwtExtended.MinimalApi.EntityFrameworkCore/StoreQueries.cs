using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Reads both tables. The query of every request is compiled for each store, because it depends on the model of the context.
/// </summary>
/// <typeparam name="TContext">The type of the context.</typeparam>
internal sealed class StoreQueries<TContext>(DatabaseClock clock)
    where TContext : DbContext
{
    public const string CreatedAtKey = "created";

    private readonly Func<TContext, string, string, string, string, IAsyncEnumerable<FoundRow>> _find = EF.CompileAsyncQuery(
        (TContext context, string token, string session, string identity, string everything) => context.Set<JwtRevocationRow>()
            // Of both tables.
            .IgnoreQueryFilters()
            .Where(row => new[] { token, identity, everything, CreatedAtKey }.Contains(row.Key))
            .Select(FoundRow.OfRevocation)
            .Concat(context.Set<JwtSessionRow>().Where(row => row.SessionKey == session).Select(FoundRow.OfSession)));

    /// <summary>Finds everything about one token, with one query.</summary>
    /// <returns>The rows, expired ones included.</returns>
    public async Task<List<FoundRow>> FindAsync(TContext context, StoreKeys keys, CancellationToken cancellationToken)
    {
        var rows = new List<FoundRow>();
        // No session has the key of a token.
        var found = _find(context, keys.Token, keys.Session ?? keys.Token, keys.Identity, keys.Everything);
        await foreach (var row in found.WithCancellation(cancellationToken))
            rows.Add(row);
        return rows;
    }

    /// <summary>Reads what an operation on a session decides from, with one query.</summary>
    /// <returns>The rows, with the time of the database.</returns>
    public Task<FoundRows> ReadSessionAsync(
        TContext context, string session, string identity, string everything, CancellationToken cancellationToken) =>
        clock.ReadAsync(
            context,
            context.Rows<JwtRevocationRow>().Where(row => row.Key == identity || row.Key == everything).Select(FoundRow.OfRevocation)
                .Concat(context.Rows<JwtSessionRow>().Where(row => row.SessionKey == session).Select(FoundRow.OfSession)),
            cancellationToken);

    /// <summary>Reads a row of the table of revocations.</summary>
    /// <returns>The row, with the time of the database.</returns>
    public Task<FoundRows> ReadRevocationAsync(TContext context, string key, CancellationToken cancellationToken) => clock.ReadAsync(
        context, context.Rows<JwtRevocationRow>().Where(row => row.Key == key).Select(FoundRow.OfRevocation), cancellationToken);
}
