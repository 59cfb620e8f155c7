using Conduit.Data;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Users;

internal static class UserNames
{
    /// <summary>Saves a user, unless another one has the name or the address, or gets it at the same moment.</summary>
    /// <returns>The problems; none when the user was saved.</returns>
    public static async Task<string[]> TrySaveAsync(this ConduitDbContext db, User user)
    {
        if (await TakenAsync(db, user) is { Length: > 0 } taken)
            return taken;
        return await db.TrySaveAsync() switch
        {
            SaveOutcome.Saved => [],
            SaveOutcome.Taken => ["username or email has already been taken"],
            _ => ["another request has changed the account meanwhile"],
        };
    }

    private static async Task<string[]> TakenAsync(ConduitDbContext db, User user)
    {
        var (id, name, address) = (user.Id, user.Username, user.Email);
        var others = db.Users.Where(other => other.Id != id);
        return
        [
            .. await others.AnyAsync(other => other.Username == name) ? ["username has already been taken"] : Array.Empty<string>(),
            .. await others.AnyAsync(other => other.Email == address) ? ["email has already been taken"] : Array.Empty<string>(),
        ];
    }
}
