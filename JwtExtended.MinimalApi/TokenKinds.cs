namespace JwtExtended.MinimalApi;

/// <summary>The types of token that a reader accepts.</summary>
[Flags]
internal enum TokenKinds
{
    None = 0,
    Access = 1,
    Refresh = 2,
    Ticket = 4,
    Any = Access | Refresh,
}
