namespace JwtExtended.MinimalApi.Tests.Conformance;

/// <summary>A rule of a standard, and how the package keeps it, or why it does not.</summary>
/// <param name="Section">The section.</param>
/// <param name="Level">The word of RFC 2119.</param>
/// <param name="Text">The rule.</param>
/// <param name="How">How it is kept.</param>
/// <param name="Declined">Why it is not followed, or <see langword="null"/>.</param>
/// <param name="Tests">The tests that hold that, as <c>Class.Method</c>.</param>
internal sealed record Rule(
    string Section,
    string Level,
    [property: System.Text.Json.Serialization.JsonPropertyName("rule")] string Text,
    string? How,
    string? Declined,
    IReadOnlyList<string> Tests)
{
    /// <summary>Gets whether the package does not have yet what the rule is about; the page leaves it out.</summary>
    public bool Pending { get; init; }
}
