using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Revocation.Caching;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Creates the ring of an app from the configured keys and those that the app has generated.</summary>
/// <param name="services">The services of the app.</param>
/// <param name="options">The options, validated.</param>
/// <param name="rules">The rules of the app.</param>
/// <param name="revocations">The store of revocations; <see langword="null"/> for the memory of this process.</param>
internal sealed class KeyServicesFactory(IServiceProvider services, JwtOptions options, RulesFactory rules, IJwtStore? revocations)
{
    private const string FolderBeside = ".jwt-extended";

    private readonly TimeProvider _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
    private readonly string _group = new StoreKeyFactory(rules.Issuer ?? "").Keys;

    /// <exception cref="OptionsValidationException">The keys that rotate cannot be read.</exception>
    public KeyServices Create(LoadedKeys loaded, KeyOrigin origin)
    {
        var ringRules = rules.CreateRing(_time);
        var own = options.Keys.Store?.Invoke(services);
        var shared = FindShared(own, origin.ContentRoot);
        var rotation = ringRules.Rotation is null ? null : StartRotation(shared, ringRules, loaded);
        var ring = new JwtKeyRing(loaded, ringRules, rotation?.Keys ?? []);
        if (rotation is not null)
            ring.RetireStored(rotation.IsRetired);
        IReadOnlyList<KeyStorage> storages = shared is not null
            ? [shared]
            : [.. origin.Files.Select(Beside).DistinctBy(static storage => storage.Name)];
        var replaced = new ReplacedKeys(ring, ringRules, storages, _logger);
        return new KeyServices(ring, new KeyUpkeep(ring, replaced, rotation, ringRules, _logger)) { OwnStore = own };
    }

    private KeyStorage? FindShared(IJwtKeyStore? own, string contentRoot)
    {
        if (own is not null)
            return new KeyStorage(own, _group, "that of Keys.UseStore");
        if (options.Keys.Folder is { } folder)
            return FolderAt(Path.GetFullPath(Path.Combine(contentRoot, folder)), isShared: true);
        var store = revocations is CachedJwtStore cached ? cached.Inner : revocations;
        return store is IJwtKeyStore keys ? new KeyStorage(keys, _group, "that of revocations") : null;
    }

    private KeyStorage Beside(string file) => FolderAt(Path.Combine(Path.GetDirectoryName(file)!, FolderBeside), isShared: false);

    private KeyStorage FolderAt(string path, bool isShared) =>
        new(new KeyFolder(path, _time), _group, $"the folder '{path}'") { IsShared = isShared };

    private KeyRotation StartRotation(KeyStorage? storage, RingRules ringRules, LoadedKeys loaded)
    {
        if (storage is null)
        {
            throw Invalid(
                "Keys.RotateEvery needs a store that all processes share, and the store of revocations keeps no keys. Use Redis or EF Core "
                + "for it (cfg.Revocation.UseRedis(...)), or call Keys.StoreIn(folder) or Keys.UseStore(...).");
        }

        var seal = new RotatingKeySeal(services.GetRequiredService<IDataProtectionProvider>(), _group);
        var rotation = new KeyRotation(storage, seal, ringRules, _logger);
        try
        {
            // Without keys there is nothing to start with. Every call has a time limit.
            Task.Run(() => rotation.StartAsync(isAlone: !loaded.Ring.Any(static key => key.CanSign), CancellationToken.None))
                .GetAwaiter().GetResult();
            return rotation;
        }
        catch (JwtKeyStoreException e)
        {
            throw Invalid(e.Message);
        }
    }

    private static OptionsValidationException Invalid(string message) => new(nameof(JwtKeyOptions), typeof(JwtOptions), [message]);
}
