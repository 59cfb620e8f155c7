using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Inserts a row that another process may insert at the same time.</summary>
internal static class RowInsert
{
    // A race that is lost this often is not a race.
    private const int MaxAttempts = 8;

    /// <summary>Inserts a row. The primary key of the table resolves a race.</summary>
    /// <param name="context">The context.</param>
    /// <param name="row">The row.</param>
    /// <param name="attempt">The number of the caller's attempt, from 1.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns><see langword="true"/> if the row was inserted; <see langword="false"/> if the caller must read the table again.</returns>
    /// <exception cref="DbUpdateException">The last attempt failed.</exception>
    public static async Task<bool> TryInsertAsync(this DbContext context, object row, int attempt, CancellationToken cancellationToken)
    {
        context.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException) when (attempt < MaxAttempts)
        {
            return false;
        }
        finally
        {
            context.ChangeTracker.Clear();
        }
    }
}
