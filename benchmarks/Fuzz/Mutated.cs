namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>A mutated text.</summary>
/// <param name="Kind">The kind of mutation, for the report.</param>
/// <param name="Text">The text.</param>
/// <param name="IsSigned">Whether it was signed anew with the right key, so that accepting it may be right.</param>
internal readonly record struct Mutated(string Kind, string Text, bool IsSigned);
