using System.Globalization;
using Conduit.Api;
using Conduit.Data;
using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Users;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        api.MapPost("/users", RegisterAsync);
        api.MapPost("/users/login", LoginAsync);
        api.MapGet("/user", (CurrentUser<User> user, Token token) => UserBody.Of(user.Value, token.RawJwt)).RequireJwt();
        api.MapPut("/user", UpdateAsync).RequireJwt();
    }

    private static async Task<IResult> RegisterAsync(
        UserEnvelope<NewUser> request, HttpContext http, JwtService jwt, ConduitDbContext db, Passwords passwords)
    {
        var wanted = request.User;
        if (wanted.Problems() is { Length: > 0 } problems)
            return ApiError.Invalid(problems);

        var user = new User { Username = wanted.Username!, Email = wanted.Email! };
        passwords.Set(user, wanted.Password!);
        db.Users.Add(user);
        if (await db.TrySaveAsync(user) is { Length: > 0 } refused)
            return ApiError.Invalid(refused);
        return Results.Created("/api/user", UserBody.Of(user, await SignInAsync(user, http, jwt)));
    }

    private static async Task<IResult> LoginAsync(
        UserEnvelope<LoginUser> request, HttpContext http, JwtService jwt, ConduitDbContext db, Passwords passwords)
    {
        var login = request.User;
        if (login.Problems() is { Length: > 0 } problems)
            return ApiError.Invalid(problems);

        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Email == login.Email);
        if (!passwords.Match(user, login.Password!))
            return Unknown(http);
        var token = await SignInAsync(user!, http, jwt);
        // A change of password ends the sessions that began before it. This one may have begun after it, with the password from before.
        if (!await db.Users.AnyAsync(now => now.Id == user!.Id && now.Email == user.Email && now.PasswordHash == user.PasswordHash))
            return Unknown(http);
        return Results.Ok(UserBody.Of(user!, token));
    }

    private static async Task<IResult> UpdateAsync(
        UserEnvelope<UserChanges> request, CurrentUser<User> current, Token token, JwtService jwt, ConduitDbContext db, Passwords passwords)
    {
        var (changes, user) = (request.User, current.Value);
        if (changes.Problems() is { Length: > 0 } problems)
            return ApiError.Invalid(problems);

        var (email, hash) = (user.Email, user.PasswordHash);
        changes.ApplyTo(user);
        if (!string.IsNullOrEmpty(changes.Password))
            passwords.Set(user, changes.Password);
        if (await db.TrySaveAsync(user) is { Length: > 0 } refused)
            return ApiError.Invalid(refused);
        // Whoever knew the old password, or reads the old mailbox, is signed out. The client of this request keeps its token.
        if (user.PasswordHash != hash || !user.Email.Equals(email, StringComparison.OrdinalIgnoreCase))
            await SignOutOthersAsync(() => Restore(user, email, hash), token, jwt, db);
        return Results.Ok(UserBody.Of(user, token.RawJwt));
    }

    // Without it the change has not happened: the client is told to try again, and would not be signing anybody out with the same address.
    private static async Task SignOutOthersAsync(Action restore, Token token, JwtService jwt, ConduitDbContext db)
    {
        try
        {
            await jwt.RevokeAllExceptAsync(token);
        }
        catch (RevocationStoreException)
        {
            restore();
            await db.SaveChangesAsync();
            throw;
        }
    }

    private static void Restore(User user, string email, string hash) => (user.Email, user.PasswordHash) = (email, hash);

    // The identity is the id: the name can change.
    private static async Task<string> SignInAsync(User user, HttpContext http, JwtService jwt)
    {
        // RFC 6749, 5.1: no cache keeps a response with a new token.
        http.Response.Headers.CacheControl = "no-store";
        var identity = user.Id.ToString(CultureInfo.InvariantCulture);
        return (await jwt.StartSessionAsync(identity, start: SessionStart.From(http))).AccessToken;
    }

    // RFC 9110, 15.5.2: a 401 has a challenge.
    private static IResult Unknown(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Token realm=\"Conduit\"";
        return ApiError.Unauthorized("email or password is invalid");
    }
}
