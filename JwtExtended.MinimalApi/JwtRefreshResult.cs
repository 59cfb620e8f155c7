using System.Diagnostics.CodeAnalysis;

namespace JwtExtended.MinimalApi;

/// <summary>
/// The result of <see cref="JwtService.RefreshAsync(string, CancellationToken)"/>: new tokens, or the reason why there are none.
/// </summary>
public sealed record JwtRefreshResult
{
    internal JwtRefreshResult(TokenPair pair) => Pair = pair;

    internal JwtRefreshResult(JwtError error) => Error = error;

    /// <summary>Gets the new tokens, or <see langword="null"/> if the refresh was refused.</summary>
    public TokenPair? Pair { get; }

    /// <summary>Gets the reason of the refusal, or <see langword="null"/> if there are new tokens.</summary>
    public JwtError? Error { get; }

    /// <summary>Gets whether there are new tokens.</summary>
    [MemberNotNullWhen(true, nameof(Pair))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Pair is not null;
}
