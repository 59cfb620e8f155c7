using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi;

/// <summary>More keys than the one of <see cref="JwtOptions.SecretKey"/> or <see cref="JwtOptions.PrivateKey"/>. Without such a one, the first key here that can sign does.</summary>
public sealed class JwtKeyOptions
{
    private readonly OptionsLock _lock;
    private readonly List<KeySource> _sources = [];

    /// <summary>Options without keys.</summary>
    public JwtKeyOptions()
        : this(new OptionsLock())
    {
    }

    internal JwtKeyOptions(OptionsLock optionsLock) => _lock = optionsLock;

    /// <summary>Whether the keys are read anew, without a restart, when a PEM file or the configuration changes.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool ReloadOnChange { get; set => field = _lock.Open(value); } = true;

    /// <summary>Adds a key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void Add(JwtKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _sources.Add(_lock.Open(new KeySource(key)));
    }

    /// <summary>Adds the key of a PEM file: private or public, PKCS#1, PKCS#8 or SEC 1. The file is watched: when it changes, its new key replaces the old one without a restart.</summary>
    /// <remarks>
    /// The tokens of the key that was replaced are refused from then on. To let them run out, put the new key into a file of its own and leave the
    /// old one for as long as tokens live. A key that was chosen with <see cref="JwtKeyRing.Promote"/> goes on signing.
    /// </remarks>
    /// <param name="path">The path, from the content root where it is relative.</param>
    /// <param name="algorithm">The algorithm; <see langword="null"/> = RS256, or what fits the curve.</param>
    /// <param name="password">The passphrase of an encrypted private key.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void AddPemFile(string path, JwtAlgorithm? algorithm = null, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _sources.Add(_lock.Open(new KeySource(path, algorithm, password)));
    }

    internal IReadOnlyList<KeySource> ToSources() => [.. _sources];
}
