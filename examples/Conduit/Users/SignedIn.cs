using Conduit.Data;
using JwtExtended.MinimalApi;

namespace Conduit.Users;

internal static class SignedIn
{
    /// <summary>Loads the user of a verified token. The token of an account that is gone is refused.</summary>
    public static async ValueTask LoadAsync(JwtAuthenticatedContext request)
    {
        var db = request.HttpContext.RequestServices.GetRequiredService<ConduitDbContext>();
        if (await db.Users.FindAsync(request.Token.GetIdentity<int>()) is { } user)
            request.SetUser(user);
        else
            request.Refuse();
    }
}
