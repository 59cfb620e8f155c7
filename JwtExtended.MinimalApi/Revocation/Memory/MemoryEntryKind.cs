namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>What an entry says. The greater value beats the smaller one.</summary>
internal enum MemoryEntryKind
{
    Consumed,
    UpTo,
    Revoked,
}
