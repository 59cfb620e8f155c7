using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Revocation.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi;

/// <summary>Options for storing and looking up revocations.</summary>
public sealed class RevocationOptions
{
    private static readonly TimeSpan MinStaleness = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MaxStaleness = TimeSpan.FromSeconds(60);

    private readonly OptionsLock _lock;
    private Func<IServiceProvider, IJwtStore>? _create;
    private TimeSpan? _staleness;

    /// <summary>Initializes a new instance with default values.</summary>
    public RevocationOptions()
        : this(new OptionsLock())
    {
    }

    internal RevocationOptions(OptionsLock optionsLock) => _lock = optionsLock;

    /// <summary>Gets or sets the maximum duration of one call to the store. A call that takes longer counts as failed.</summary>
    /// <remarks>
    /// In the first minute of the application the first 20 calls of each kind may take 10 seconds, because they open connections and
    /// compile code.
    /// </remarks>
    /// <value>The default is 1 second. The value must be from 10 milliseconds to 1 minute.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan Timeout { get; set => field = _lock.Open(value); } = JwtDefaults.RevocationTimeout;

    /// <summary>
    /// Gets or sets the interval at which tokens of long-lived requests are rechecked: WebSockets, hubs and requests that use
    /// <see cref="JwtHttpContextExtensions.GetJwtLifetime"/>.
    /// </summary>
    /// <value>The default is 5 seconds. The value must be from 100 milliseconds to 10 minutes.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan RecheckInterval { get; set => field = _lock.Open(value); } = JwtDefaults.RecheckInterval;

    /// <summary>Gets or sets how access tokens are treated while the store is unavailable.</summary>
    /// <value>The default is <see cref="StoreFailureMode.Refuse"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public StoreFailureMode OnStoreFailure { get; set => field = _lock.Open(value); }

    internal Func<IServiceProvider, IJwtStore>? Store => _create is null || _staleness is null ? _create : CreateCached;

    /// <summary>Stores revocations in the given store instead of in memory.</summary>
    /// <param name="create">Creates the store. It is called once; the store is disposed when the application has stopped.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void UseStore(Func<IServiceProvider, IJwtStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _create = _lock.Open(create);
    }

    /// <summary>
    /// Caches lookups of access tokens. A token revoked <b>by another process</b> may then still be accepted here for up to
    /// <paramref name="staleness"/>. Revocations by this process take effect immediately, and refresh tokens are never cached.
    /// </summary>
    /// <remarks>
    /// The cache holds up to 20,000 lookups, and is not used with the in-memory store. Cached lookups remain valid while the store is
    /// unavailable. Without this call, no lookup is cached.
    /// </remarks>
    /// <param name="staleness">The maximum age of a cached lookup, from 1 millisecond to 60 seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="staleness"/> is less than 1 millisecond or more than 60 seconds.
    /// </exception>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void CacheLookups(TimeSpan staleness)
    {
        if (staleness < MinStaleness || staleness > MaxStaleness)
            throw new ArgumentOutOfRangeException(nameof(staleness), staleness, "Lookups can be cached for 1 millisecond to 60 seconds.");
        _staleness = _lock.Open(staleness);
    }

    private CachedJwtStore CreateCached(IServiceProvider services) =>
        new(_create!(services), _staleness!.Value, services.GetService<TimeProvider>() ?? TimeProvider.System);
}
