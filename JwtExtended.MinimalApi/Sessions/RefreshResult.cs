using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>A new pair, or a refusal.</summary>
internal readonly struct RefreshResult
{
    public RefreshResult(TokenPair pair) => Pair = pair;

    public RefreshResult(Refusal refusal) => Refusal = refusal;

    public TokenPair? Pair { get; }

    public Refusal? Refusal { get; }
}
