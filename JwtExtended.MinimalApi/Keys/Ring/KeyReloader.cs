using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>Follows the configuration's keys and the PEM files: keys only, into a new ring. What cannot be read keeps the old ring, and is logged.</summary>
internal sealed class KeyReloader : IDisposable
{
    private readonly Lock _lock = new();
    private readonly JwtKeyRing _ring;
    private readonly IReadOnlyList<KeySource> _sources;
    private readonly string _contentRoot;
    private readonly IConfigurationSection _section;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _watching = [];
    private ConfiguredKeys _texts;

    public KeyReloader(JwtKeyRing ring, ConfiguredKeys texts, IReadOnlyList<KeySource> sources, string contentRoot, IConfigurationSection section, ILogger logger)
    {
        _ring = ring;
        _texts = texts;
        _sources = sources;
        _contentRoot = contentRoot;
        _section = section;
        _logger = logger;
    }

    /// <summary>Begins to watch. A key generated for this run is followed by nothing.</summary>
    public void Start()
    {
        _watching.Add(ChangeToken.OnChange(_section.GetReloadToken, OnConfigurationChanged));
        foreach (var path in _sources.Select(static source => source.Path).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var full = Path.GetFullPath(Path.Combine(_contentRoot, path));
            // Polled: a mounted secret changes by a link that no file event announces.
            var files = new PhysicalFileProvider(Path.GetDirectoryName(full)!, ExclusionFilters.None) { UsePollingFileWatcher = true, UseActivePolling = true };
            _watching.Add(files);
            _watching.Add(ChangeToken.OnChange(() => files.Watch(Path.GetFileName(full)), Reload));
        }

        // What changed between the reading and the watching.
        if (_watching.Count > 1)
            Reload();
    }

    public void Dispose()
    {
        foreach (var watch in Enumerable.Reverse(_watching))
            watch.Dispose();
    }

    private void OnConfigurationChanged()
    {
        // Any section may have changed: only a change of ours is worth reading keys anew.
        lock (_lock)
        {
            var texts = _texts.Again(_section);
            if (texts.Equals(_texts))
                return;
            Reload(texts);
        }
    }

    private void Reload()
    {
        lock (_lock)
            Reload(_texts.Again(_section));
    }

    private void Reload(ConfiguredKeys texts)
    {
        // Also when they cannot be used: the same text is not tried, and logged, at every later change of something else.
        var isGone = (_texts.HasSecret || _texts.HasPair) && !texts.HasSecret && !texts.HasPair;
        _texts = texts;
        var errors = new List<string>();
        // A deployment that writes its settings anew takes them away for a moment.
        if (isGone)
            errors.Add("The configured key is gone.");
        var keys = KeyLoader.Read(texts, _sources, _contentRoot, errors);
        try
        {
            if (errors.Count == 0)
            {
                if (_ring.Reload(keys))
                    Log.KeysReloaded(_logger, _ring.Verifying.Count, _ring.Signing.Kid);
            }
        }
        catch (ArgumentException e)
        {
            errors.Add(e.Message);
        }

        if (errors.Count > 0)
            Log.KeysNotReloaded(_logger, string.Join(' ', errors));
    }
}
