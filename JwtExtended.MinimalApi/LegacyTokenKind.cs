namespace JwtExtended.MinimalApi;

/// <summary>Defines what issued the tokens that <see cref="JwtOptions.AcceptLegacyTokens"/> accepts.</summary>
public enum LegacyTokenKind
{
    /// <summary>Flask-JWT-Extended: the claim <c>type</c> is <c>access</c> or <c>refresh</c>.</summary>
    FlaskJwtExtended,

    /// <summary>Sanic-JWT-Extended: the header parameter <c>class</c> is <c>access</c> or <c>refresh</c>.</summary>
    SanicJwtExtended,

    /// <summary>
    /// An issuer of tokens for ASP.NET Core's <c>JwtBearer</c> handler, such as one written by hand, or <c>dotnet user-jwts</c>. Its tokens
    /// do not say of which type they are: <see cref="LegacyTokenOptions.IsAccess"/> does.
    /// </summary>
    JwtBearer,
}
