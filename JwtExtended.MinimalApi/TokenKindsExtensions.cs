namespace JwtExtended.MinimalApi;

internal static class TokenKindsExtensions
{
    public static TokenKinds ToKinds(this TokenType type) => type switch
    {
        TokenType.Access => TokenKinds.Access,
        TokenType.Refresh => TokenKinds.Refresh,
        TokenType.Ticket => TokenKinds.Ticket,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type of token."),
    };

    public static bool Includes(this TokenKinds kinds, TokenType type) => (kinds & type.ToKinds()) != 0;
}
