using System.Security.Claims;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Copies the claims of a principal for a descriptor.</summary>
internal static class PrincipalCopy
{
    private const string IdentityPrefix = "AspNet.Identity.";
    private const string Scope = "scope";
    private const string AuthenticationMethod = "amr";

    public static TokenDescriptor ToDescriptor(ClaimsPrincipal user)
    {
        var roles = user.Identities.SelectMany(static identity => identity.FindAll(identity.RoleClaimType))
            .Concat(user.FindAll(ClaimTypes.Role)).Select(static claim => claim.Value).Distinct(StringComparer.Ordinal).ToList();
        var scopes = user.FindAll(Scope).SelectMany(static claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal).ToList();
        return new TokenDescriptor
        {
            Roles = roles.Count > 0 ? roles : null,
            Scopes = scopes.Count > 0 ? scopes : null,
            Claims = ToClaims(user),
        };
    }

    private static JsonObject? ToClaims(ClaimsPrincipal user)
    {
        var claims = new JsonObject();
        var names = user.Claims.Where(claim => IsCopied(claim, user)).GroupBy(static claim => LongClaimNames.ShortOf(claim.Type));
        foreach (var name in names)
        {
            string[] values = [.. name.Select(static claim => claim.Value).Distinct(StringComparer.Ordinal)];
            claims[name.Key] = values is [var only]
                ? JsonValue.Create(only)
                : new JsonArray([.. values.Select(static value => JsonValue.Create(value))]);
        }

        return claims.Count > 0 ? claims : null;
    }

    private static bool IsCopied(Claim claim, ClaimsPrincipal user) => claim.Type is not (ClaimTypes.NameIdentifier or ClaimTypes.Role)
        && !user.Identities.Any(identity => identity.RoleClaimType == claim.Type)
        && !ClaimNames.IsRegistered(claim.Type)
        && !user.Identities.Any(identity => identity.BootstrapContext is Token token && token.Names.IsReserved(claim.Type))
        && claim.Type is not (AuthenticationMethod or ClaimTypes.AuthenticationMethod)
        && !claim.Type.StartsWith(IdentityPrefix, StringComparison.Ordinal);
}
