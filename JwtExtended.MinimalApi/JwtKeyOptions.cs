using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Options for keys in addition to <see cref="JwtOptions.SecretKey"/> or <see cref="JwtOptions.PrivateKey"/>. If neither of them is set,
/// the first key here that can sign does so.
/// </summary>
public sealed class JwtKeyOptions
{
    private readonly OptionsLock _lock;
    private readonly List<KeySource> _sources = [];

    /// <summary>Initializes a new instance without keys.</summary>
    public JwtKeyOptions()
        : this(new OptionsLock())
    {
    }

    internal JwtKeyOptions(OptionsLock optionsLock) => _lock = optionsLock;

    /// <summary>Gets or sets whether keys are reloaded without a restart when a PEM file or the configuration changes.</summary>
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

    /// <summary>
    /// Adds the private or public key of a PEM file (PKCS#1, PKCS#8, SEC 1 or SPKI). When the file changes, its new key replaces the old
    /// one without a restart, unless <see cref="ReloadOnChange"/> is <see langword="false"/>.
    /// </summary>
    /// <remarks>
    /// Tokens of the replaced key are refused from then on. To let them expire instead, put the new key into a file of its own and keep the
    /// old file for the lifetime of the tokens. A key that was chosen with <see cref="JwtKeyRing.Promote"/> continues to sign.
    /// </remarks>
    /// <param name="path">The path of the file, absolute or relative to the content root.</param>
    /// <param name="algorithm">
    /// The algorithm, or <see langword="null"/> to use RS256 for an RSA key and the algorithm of the curve for an EC key.
    /// </param>
    /// <param name="password">The passphrase of an encrypted private key.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void AddPemFile(string path, JwtAlgorithm? algorithm = null, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _sources.Add(_lock.Open(new KeySource(path, algorithm, password)));
    }

    internal IReadOnlyList<KeySource> ToSources() => [.. _sources];
}
