using System.Security.Claims;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// The long names that claims have in .NET, beside their names in tokens: those of OpenID Connect Core 1.0, 5.1, and of roles. The
/// subject's (<see cref="ClaimTypes.NameIdentifier"/>) is always there.
/// </summary>
internal static class LongClaimNames
{
    private static readonly (string Short, string Long)[] Names =
    [
        ("name", ClaimTypes.Name),
        ("unique_name", ClaimTypes.Name),
        ("email", ClaimTypes.Email),
        ("given_name", ClaimTypes.GivenName),
        ("family_name", ClaimTypes.Surname),
        ("birthdate", ClaimTypes.DateOfBirth),
        ("gender", ClaimTypes.Gender),
        ("website", ClaimTypes.Webpage),
        ("phone_number", ClaimTypes.MobilePhone),
        ("upn", ClaimTypes.Upn),
    ];

    /// <summary>Finds the long name of a claim.</summary>
    /// <param name="name">The name in the token.</param>
    /// <param name="roles">Where the roles are.</param>
    /// <returns>The long name, or <see langword="null"/>.</returns>
    public static string? Of(string name, RoleClaim roles) =>
        !roles.IsNested && name == roles.Root ? ClaimTypes.Role : Array.Find(Names, pair => pair.Short == name).Long;

    /// <summary>Finds the name that a claim has in a token.</summary>
    /// <param name="type">The type of a claim of a principal.</param>
    /// <returns>The short name; the same where there is no other.</returns>
    public static string ShortOf(string type) => Array.Find(Names, pair => pair.Long == type).Short ?? type;
}
