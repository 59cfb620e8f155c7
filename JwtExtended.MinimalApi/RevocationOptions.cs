using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Revocation.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi;

/// <summary>How revocations are kept.</summary>
public sealed class RevocationOptions
{
    private static readonly TimeSpan ShortestStaleness = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestStaleness = TimeSpan.FromSeconds(60);

    private readonly OptionsLock _lock;
    private Func<IServiceProvider, IRevocationStore>? _create;
    private TimeSpan? _staleness;

    /// <summary>Options with every default.</summary>
    public RevocationOptions()
        : this(new OptionsLock())
    {
    }

    internal RevocationOptions(OptionsLock optionsLock) => _lock = optionsLock;

    /// <summary>How long one call to the store may take before it counts as failed.</summary>
    /// <value>The default is 1 second; 10 milliseconds to 1 minute.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan Timeout { get; set => field = _lock.Open(value); } = JwtDefaults.RevocationTimeout;

    /// <summary>How often the token of a long request (<see cref="JwtHttpContextExtensions.GetJwtLifetime"/>, a WebSocket, a hub) is looked up again.</summary>
    /// <value>The default is 5 seconds; 100 milliseconds to 10 minutes.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan RecheckInterval { get; set => field = _lock.Open(value); } = JwtDefaults.RecheckInterval;

    /// <summary>What a look-up of an access token answers while the store does not. Anything else always answers <see cref="JwtErrorCode.StoreUnavailable"/>.</summary>
    /// <value>The default is <see cref="StoreFailureMode.Refuse"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public StoreFailureMode OnStoreFailure { get; set => field = _lock.Open(value); }

    internal Func<IServiceProvider, IRevocationStore>? Store => _create is null || _staleness is null ? _create : CreateCached;

    /// <summary>Keeps revocations in the given store instead of in memory. The store is made once, and disposed when the app has stopped.</summary>
    /// <param name="create">Makes the store.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void UseStore(Func<IServiceProvider, IRevocationStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _create = _lock.Open(create);
    }

    /// <summary>
    /// Answers a look-up of an access token from one that is at most this old, instead of asking the store. The price: a token that was revoked
    /// <b>by another process</b> is accepted here for up to this long. What this process revokes it refuses at once, and a refresh token always
    /// goes to the store. It holds up to 20,000 look-ups, and does nothing for a store in memory.
    /// </summary>
    /// <remarks>While the store does not answer, a look-up that is still good is answered as before.</remarks>
    /// <param name="staleness">How old an answer may be: 1 millisecond to 60 seconds. Without this call: no look-up is remembered.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is shorter than 1 millisecond or longer than 60 seconds.</exception>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void CacheLookups(TimeSpan staleness)
    {
        if (staleness < ShortestStaleness || staleness > LongestStaleness)
            throw new ArgumentOutOfRangeException(nameof(staleness), staleness, "Look-ups can be remembered for 1 millisecond to 60 seconds.");
        _staleness = _lock.Open(staleness);
    }

    private CachedRevocationStore CreateCached(IServiceProvider services) =>
        new(_create!(services), _staleness!.Value, services.GetService<TimeProvider>() ?? TimeProvider.System);
}
