using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Reads the rows of a table, whatever the application filters in all of its entities, such as those of other tenants.</summary>
internal static class RowQuery
{
    /// <summary>Gets the rows of a table.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <returns>All rows.</returns>
    public static IQueryable<TRow> Rows<TRow>(this DbContext context)
        where TRow : class => context.Set<TRow>().IgnoreQueryFilters();
}
