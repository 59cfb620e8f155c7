namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>The kind of an entry. A greater value replaces a smaller one.</summary>
internal enum MemoryEntryKind
{
    Consumed,
    UpTo,
    Revoked,
}
