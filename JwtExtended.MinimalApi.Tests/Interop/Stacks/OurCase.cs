namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>A token of ours, and what a stack has to make of it.</summary>
/// <param name="Verify">The token.</param>
/// <param name="Sub">The subject that is accepted, or <see langword="null"/> when the token must be refused.</param>
/// <param name="Requires">The claim that a stack must check for that: the others are not asked.</param>
internal sealed record OurCase(StackVerifyCase Verify, string? Sub, string? Requires = null)
{
    /// <summary>Gets whether the token is for its issuer alone: a refresh token or a ticket.</summary>
    public bool IsInner { get; init; }

    /// <summary>Gets whether it shows what a stack would accept, and not what it has to.</summary>
    public bool IsControl { get; init; }
}
