namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Whether an endpoint asks for a token.</summary>
internal enum TokenPresence
{
    Required,
    Optional,
    Open,
}
