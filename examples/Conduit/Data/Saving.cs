using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Data;

internal static class Saving
{
    // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_FOREIGNKEY: https://www.sqlite.org/rescode.html
    private const int NotUnique = 2067;
    private const int NoForeignKey = 787;

    /// <summary>Saves the changes. What another request has done meanwhile is an outcome; everything else is an exception.</summary>
    public static async Task<SaveOutcome> TrySaveAsync(this ConduitDbContext db)
    {
        try
        {
            await db.SaveChangesAsync();
            return SaveOutcome.Saved;
        }
        catch (DbUpdateConcurrencyException)
        {
            return SaveOutcome.Gone;
        }
        catch (DbUpdateException e) when (e.InnerException is SqliteException { SqliteExtendedErrorCode: NotUnique })
        {
            return SaveOutcome.Taken;
        }
        catch (DbUpdateException e) when (e.InnerException is SqliteException { SqliteExtendedErrorCode: NoForeignKey })
        {
            return SaveOutcome.Gone;
        }
    }
}
