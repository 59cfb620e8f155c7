using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>Reloads the keys when the configuration or a PEM file changes. Unusable keys are logged, and the previous ones stay.</summary>
internal sealed class KeyReloader(
    JwtKeyRing ring, KeyOrigin origin, IConfigurationSection section, Action<IReadOnlyList<KeptKey>> keep, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _watchers = [];
    private KeyOrigin _origin = origin;

    /// <summary>Starts to watch the configuration and the PEM files.</summary>
    public void Start()
    {
        _watchers.Add(ChangeToken.OnChange(section.GetReloadToken, OnConfigurationChanged));
        foreach (var path in _origin.Files)
            Watch(path);

        // A file may have changed after it was read and before it was watched.
        if (_watchers.Count > 1)
            Reload();
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers)
            watcher.Dispose();
    }

    private void Watch(string path)
    {
        // Polled: a mounted secret changes through a symbolic link, which raises no file event.
        var files = new PhysicalFileProvider(Path.GetDirectoryName(path)!, ExclusionFilters.None)
        {
            UsePollingFileWatcher = true,
            UseActivePolling = true,
        };
        // In this order they are disposed: nothing asks a disposed provider for its next change.
        _watchers.Add(ChangeToken.OnChange(() => files.Watch(Path.GetFileName(path)), Reload));
        _watchers.Add(files);
    }

    private void OnConfigurationChanged()
    {
        // Any section may have changed; keys are only read when their values did.
        lock (_lock)
        {
            var configured = _origin.Configured.Reread(section);
            if (!configured.HasSameValuesAs(_origin.Configured))
                Reload(configured);
        }
    }

    private void Reload()
    {
        lock (_lock)
            Reload(_origin.Configured.Reread(section));
    }

    private void Reload(ConfiguredKeys configured)
    {
        var keyWasRemoved = configured.IsEmpty && !_origin.Configured.IsEmpty;
        var secretsWereRemoved = configured.RefreshSecrets.Count == 0 && _origin.Configured.RefreshSecrets.Count > 0;
        // Kept even if they turn out to be unusable: the same values are not tried and logged at every unrelated change.
        _origin = _origin with { Configured = configured };
        var errors = new List<string>();
        // A deployment that rewrites its settings removes them for a moment.
        if (keyWasRemoved)
            errors.Add("The configured key was removed.");
        if (secretsWereRemoved)
            errors.Add("The configured Keys.RefreshSecrets were removed.");
        var keys = KeyLoader.Load(_origin, errors);
        if (errors.Count == 0)
            Replace(keys, errors);
        if (errors.Count > 0)
            Log.KeysNotReloaded(logger, string.Join(' ', errors));
    }

    private void Replace(LoadedKeys keys, List<string> errors)
    {
        try
        {
            if (!ring.Reload(keys, out var kept))
                return;
            Log.KeysReloaded(logger, ring.Verifying.Count, ring.Signing.Kid);
            keep(kept);
            ring.Current.Service.LogMissing(logger);
        }
        catch (ArgumentException e)
        {
            errors.Add(e.Message);
        }
    }
}
