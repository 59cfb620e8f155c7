using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>What of an identity, or of everything, is revoked.</summary>
internal sealed record MemoryInstant(RevokedUpTo Revoked, DateTimeOffset? Expires)
{
    public static MemoryInstant Of(MemoryInstant? old, RevokedUpTo revoked, DateTimeOffset? expires) =>
        new(revoked, old is null ? expires : Expiry.Later(old.Expires, expires));
}
