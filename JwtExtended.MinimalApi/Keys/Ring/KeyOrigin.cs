namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>Where the keys of an app come from.</summary>
/// <param name="Configured">The values of the key options.</param>
/// <param name="Sources">The keys of <see cref="JwtKeyOptions"/>.</param>
/// <param name="ContentRoot">The directory that relative paths start from.</param>
internal sealed record KeyOrigin(ConfiguredKeys Configured, IReadOnlyList<KeySource> Sources, string ContentRoot)
{
    /// <summary>Whether the app generates keys itself, and needs no other ones.</summary>
    public bool Rotates { get; init; }

    /// <summary>The paths of the key files.</summary>
    public IEnumerable<string> Files => Sources.Select(static source => source.Path).OfType<string>()
        .Select(path => Path.GetFullPath(Path.Combine(ContentRoot, path)))
        .Distinct(StringComparer.Ordinal);
}
