namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>The keys of one look-up as the in-memory store compares them, decoded once for a token.</summary>
internal sealed class EntryKeys(StoreKeys keys)
{
    public EntryKey Token { get; } = EntryKey.Of(keys.Token);

    public EntryKey? Session { get; } = keys.Session is { } session ? EntryKey.Of(session) : null;

    public EntryKey Identity { get; } = EntryKey.Of(keys.Identity);

    public EntryKey Everything { get; } = EntryKey.Of(keys.Everything);
}
