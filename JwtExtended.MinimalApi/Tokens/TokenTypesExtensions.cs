namespace JwtExtended.MinimalApi.Tokens;

internal static class TokenTypesExtensions
{
    public static TokenTypes ToTypes(this TokenType type) => type switch
    {
        TokenType.Access => TokenTypes.Access,
        TokenType.Refresh => TokenTypes.Refresh,
        TokenType.Ticket => TokenTypes.Ticket,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type of token."),
    };

    public static bool Includes(this TokenTypes kinds, TokenType type) => (kinds & type.ToTypes()) != 0;
}
