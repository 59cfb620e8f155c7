namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The types of token that are accepted.</summary>
[Flags]
internal enum TokenTypes
{
    None = 0,
    Access = 1,
    Refresh = 2,
    Ticket = 4,
    Any = Access | Refresh,
}
