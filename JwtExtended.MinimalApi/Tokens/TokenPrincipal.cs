using System.Security.Claims;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Converts a token to a <see cref="ClaimsPrincipal"/>. Claims keep the names that they have in the token.</summary>
internal static class TokenPrincipal
{
    public const string AuthenticationType = "JwtExtended";

    /// <summary>Converts a token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The principal, with one identity.</returns>
    public static ClaimsPrincipal Of(Token token)
    {
        var identity = new ClaimsIdentity(AuthenticationType, nameType: "sub", roleType: token.Names.RoleClaim);
        var issuer = token.Iss ?? ClaimsIdentity.DefaultIssuer;
        foreach (var claim in token.RawData.EnumerateObject())
        {
            // SignalR's UserIdentifier, Identity's GetUserId and antiforgery look for this name.
            if (claim.NameEquals("sub"u8))
                identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, claim.Value.GetString()!, ClaimValueTypes.String, issuer));
            if (claim.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in claim.Value.EnumerateArray())
                    identity.AddClaim(ToClaim(claim.Name, item, issuer));
            }
            else
            {
                identity.AddClaim(ToClaim(claim.Name, claim.Value, issuer));
            }
        }

        return new ClaimsPrincipal(identity);
    }

    private static Claim ToClaim(string name, JsonElement value, string issuer) => value.ValueKind switch
    {
        JsonValueKind.String => new Claim(name, value.GetString()!, ClaimValueTypes.String, issuer),
        JsonValueKind.True => new Claim(name, "true", ClaimValueTypes.Boolean, issuer),
        JsonValueKind.False => new Claim(name, "false", ClaimValueTypes.Boolean, issuer),
        JsonValueKind.Number => new Claim(name, value.GetRawText(), NumberTypeOf(value), issuer),
        _ => new Claim(name, value.GetRawText(), "JSON", issuer),
    };

    private static string NumberTypeOf(JsonElement value) =>
        value.TryGetInt64(out _) ? ClaimValueTypes.Integer64 : ClaimValueTypes.Double;
}
