namespace JwtExtended.MinimalApi.Benchmarks.Hostile;

/// <summary>A text and what is bad about it.</summary>
internal sealed record HostileToken(string Name, string Text);
