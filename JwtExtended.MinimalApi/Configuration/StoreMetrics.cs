using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation.Caching;
using JwtExtended.MinimalApi.Revocation.Memory;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The instruments of what the stores of the package hold in the memory of this process.</summary>
internal static class StoreMetrics
{
    public static void Observe(IJwtStore store, JwtMetrics metrics)
    {
        if (store is MemoryJwtStore memory)
        {
            metrics.Observe(
                "jwt_extended.memory_store.size", "{entry}", "Sessions and revocations in memory.", memory, static store => store.Count);
            metrics.Observe(
                "jwt_extended.memory_store.identity.count",
                "{identity}",
                "Identities with recorded sessions in memory.",
                memory,
                static store => store.IdentityCount);
        }
        else if (store is CachedJwtStore cached)
        {
            cached.Metrics = metrics.ForCache("jwt_extended.lookup_cache.lookups", "Look-ups in the cache of Revocation.CacheLookups.");
            metrics.Observe("jwt_extended.lookup_cache.size", "{lookup}", "Cached look-ups.", cached, static store => store.LookupCount);
        }
    }
}
