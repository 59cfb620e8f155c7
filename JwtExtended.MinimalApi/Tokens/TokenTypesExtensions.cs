namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Converts and compares types of token.</summary>
internal static class TokenTypesExtensions
{
    /// <summary>Converts a type to the set that contains only this type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The type does not exist.</exception>
    public static TokenTypes ToTypes(this TokenType type) => type switch
    {
        TokenType.Access => TokenTypes.Access,
        TokenType.Refresh => TokenTypes.Refresh,
        TokenType.Ticket => TokenTypes.Ticket,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This type of token does not exist."),
    };

    public static bool Includes(this TokenTypes types, TokenType type) => (types & type.ToTypes()) != 0;
}
