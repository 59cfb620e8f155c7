namespace JwtExtended.MinimalApi.Tokens;

/// <summary>A token that this app has just signed, with what is needed to send it.</summary>
/// <param name="Text">The compact text. A credential: never log it.</param>
/// <param name="Type">The type.</param>
/// <param name="Expires">When it expires; <see langword="null"/> = never.</param>
/// <param name="Csrf">The value of its <c>csrf</c> claim; <see langword="null"/> without one.</param>
internal sealed record IssuedToken(string Text, TokenType Type, DateTimeOffset? Expires, string? Csrf)
{
    /// <summary>Gets whether its cookie outlives the browser session; <see langword="null"/> = as configured.</summary>
    public bool? Persistent { get; init; }

    /// <summary>A token of this app that was read.</summary>
    /// <returns>The same as a token to send.</returns>
    public static IssuedToken From(Token token) =>
        new(token.RawJwt, token.Type, token.Exp, token.Csrf) { Persistent = token.ClaimSet.Limits.Persistent };

    /// <summary>The token without its credentials.</summary>
    /// <returns>The type and the expiry.</returns>
    public override string ToString() => $"{nameof(IssuedToken)} {{ {nameof(Type)} = {Type}, {nameof(Expires)} = {Expires:O} }}";
}
