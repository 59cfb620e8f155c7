namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>Where the keys of an app come from.</summary>
/// <param name="Configured">The values of the key options.</param>
/// <param name="Sources">The keys of <see cref="JwtKeyOptions"/>.</param>
/// <param name="ContentRoot">The directory that relative paths start from.</param>
internal sealed record KeyOrigin(ConfiguredKeys Configured, IReadOnlyList<KeySource> Sources, string ContentRoot);
