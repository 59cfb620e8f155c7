namespace JwtExtended.MinimalApi;

/// <summary>The result of reading a token: either <see cref="Token"/> or <see cref="Error"/> is set.</summary>
public sealed record JwtReadResult
{
    internal JwtReadResult(Token token) => Token = token;

    internal JwtReadResult(JwtError error) => Error = error;

    /// <summary>Gets the verified token, or <see langword="null"/> if it was refused.</summary>
    public Token? Token { get; }

    /// <summary>Gets the reason for which the token was refused, or <see langword="null"/> if it was accepted.</summary>
    public JwtError? Error { get; }
}
