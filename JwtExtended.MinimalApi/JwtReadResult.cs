namespace JwtExtended.MinimalApi;

/// <summary>The outcome of reading a token: either <see cref="Token"/> or <see cref="Error"/> is set, never both.</summary>
public sealed record JwtReadResult
{
    internal JwtReadResult(Token token) => Token = token;

    internal JwtReadResult(JwtError error) => Error = error;

    /// <summary>The verified token, or <see langword="null"/> when it was refused.</summary>
    public Token? Token { get; }

    /// <summary>Why the token was refused, or <see langword="null"/> when it was accepted.</summary>
    public JwtError? Error { get; }
}
