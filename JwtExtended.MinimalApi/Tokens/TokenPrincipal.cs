using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Converts a token to a <see cref="ClaimsPrincipal"/>. Claims keep the names that they have in the token.</summary>
internal static class TokenPrincipal
{
    public const string AuthenticationType = JwtExtendedDefaults.AuthenticationScheme;

    private const string AccessToken = "access_token";

    /// <summary>Converts a token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The principal, with one identity.</returns>
    public static ClaimsPrincipal Of(Token token)
    {
        var roles = token.Names.Roles;
        var identity = new ClaimsIdentity(AuthenticationType, nameType: "sub", roleType: roles.PrincipalType)
        {
            BootstrapContext = token,
        };
        var issuer = token.Iss ?? ClaimsIdentity.DefaultIssuer;
        // Another issuer may have its roles in another claim.
        var areElsewhere = roles.IsNested || token.Legacy is not null;
        foreach (var claim in token.RawData.EnumerateObject())
        {
            // A claim of that name beside the one with the roles would count as a role.
            if (areElsewhere && claim.NameEquals(roles.PrincipalType))
                continue;
            // SignalR's UserIdentifier, Identity's GetUserId and antiforgery look for this name.
            if (claim.NameEquals("sub"u8))
                identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, claim.Value.GetString()!, ClaimValueTypes.String, issuer));
            Add(identity, claim.Name, claim.Value, issuer);
            if (token.Names.MapsInbound && LongClaimNames.Of(claim.Name, roles) is { } longName)
                Add(identity, longName, claim.Value, issuer);
        }

        if (areElsewhere)
            AddRoles(identity, token, issuer);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Creates the result of a successful authentication, with the times of the token and its text.</summary>
    /// <param name="token">The token.</param>
    /// <param name="scheme">The scheme.</param>
    /// <param name="user">The principal of the token, or <see langword="null"/> to create it.</param>
    /// <returns>The result.</returns>
    public static AuthenticateResult Succeed(Token token, string scheme, ClaimsPrincipal? user = null)
    {
        var properties = new AuthenticationProperties { IssuedUtc = token.Iat, ExpiresUtc = token.End };
        properties.SetParameter(AccessToken, token);
        properties.StoreTokens([new AuthenticationToken { Name = AccessToken, Value = token.RawJwt }]);
        return AuthenticateResult.Success(new AuthenticationTicket(user ?? Of(token), properties, scheme));
    }

    /// <summary>Finds the token that a principal was made from.</summary>
    /// <param name="user">The principal.</param>
    /// <returns>The token; <see langword="null"/> for a principal of another scheme, or of several.</returns>
    public static Token? TokenOf(ClaimsPrincipal? user)
    {
        Token? found = null;
        foreach (var identity in user?.Identities ?? [])
        {
            // What a transformation adds beside is not authenticated by itself.
            if (!identity.IsAuthenticated)
                continue;
            if (identity.BootstrapContext is not Token token || (found is not null && !ReferenceEquals(token, found)))
                return null;
            found = token;
        }

        return found;
    }

    /// <summary>
    /// Finds the token of a principal that the scheme of the package has authenticated, whatever a transformation has made of it.
    /// </summary>
    /// <param name="user">The principal.</param>
    /// <param name="result">The result that it came with.</param>
    /// <returns>The token; <see langword="null"/> for a principal of another scheme, or of several.</returns>
    public static Token? TokenOf(ClaimsPrincipal? user, AuthenticateResult? result) =>
        TokenOf(user) ?? (user is not null && ReferenceEquals(result?.Principal, user) ? TokenOf(result) : null);

    /// <summary>Finds the token of a result of the scheme of the package.</summary>
    /// <param name="result">The result.</param>
    /// <returns>The token; <see langword="null"/> for a result of another scheme, or of several.</returns>
    public static Token? TokenOf(AuthenticateResult result) => result.Properties?.GetParameter<Token>(AccessToken);

    private static void AddRoles(ClaimsIdentity identity, Token token, string issuer)
    {
        foreach (var role in token.Roles)
        {
            identity.AddClaim(new Claim(identity.RoleClaimType, role, ClaimValueTypes.String, issuer));
            if (token.Names.MapsInbound)
                identity.AddClaim(new Claim(ClaimTypes.Role, role, ClaimValueTypes.String, issuer));
        }
    }

    private static void Add(ClaimsIdentity identity, string name, JsonElement value, string issuer)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            identity.AddClaim(ToClaim(name, value, issuer));
            return;
        }

        foreach (var item in value.EnumerateArray())
            identity.AddClaim(ToClaim(name, item, issuer));
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
