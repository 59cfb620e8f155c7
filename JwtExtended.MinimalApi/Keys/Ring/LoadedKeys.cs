namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>The keys that were loaded from their origin.</summary>
/// <param name="Ring">The keys of the ring, the one of the options first.</param>
/// <param name="RefreshSecrets">The secrets that service keys are derived from; empty to derive them from the ring.</param>
internal sealed record LoadedKeys(IReadOnlyList<JwtKey> Ring, IReadOnlyList<JwtKey> RefreshSecrets);
