using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Inserts that may lose a race.</summary>
internal static class RowInsert
{
    /// <summary>Inserts a row; the database's own key decides a race.</summary>
    /// <returns>Whether the row was inserted; if not, look who was first.</returns>
    /// <exception cref="DbUpdateException">It failed, and the caller looked often enough.</exception>
    public static async Task<bool> TryInsertAsync(this DbContext context, object row, bool mayLose, CancellationToken cancellationToken)
    {
        context.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException) when (mayLose)
        {
            return false;
        }
        finally
        {
            context.ChangeTracker.Clear();
        }
    }
}
