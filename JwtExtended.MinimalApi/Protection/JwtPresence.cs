namespace JwtExtended.MinimalApi.Protection;

/// <summary>Whether an endpoint asks for a token.</summary>
internal enum JwtPresence
{
    Required,
    Optional,
    Open,
}
