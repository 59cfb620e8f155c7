using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>Either a verified token or a refusal. The default value is neither: it must not be taken for a token.</summary>
internal readonly struct ValidationResult
{
    public ValidationResult(Token token) => Token = token;

    public ValidationResult(Refusal refusal) => Refusal = refusal;

    public Token? Token { get; }

    public Refusal? Refusal { get; }

    public bool TryGetToken([NotNullWhen(true)] out Token? token, [NotNullWhen(false)] out Refusal? refusal)
    {
        token = Token;
        refusal = Refusal;
        return token is not null;
    }
}
