using JwtExtended.MinimalApi.Configuration;

namespace JwtExtended.MinimalApi;

/// <summary>How revocations are kept.</summary>
public sealed class RevocationOptions
{
    private readonly OptionsLock _lock;

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

    internal Func<IServiceProvider, IRevocationStore>? Store { get; private set; }

    /// <summary>Keeps revocations in the given store instead of in memory. The store is made once, and disposed when the app has stopped.</summary>
    /// <param name="create">Makes the store.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void UseStore(Func<IServiceProvider, IRevocationStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Store = _lock.Open(create);
    }
}
