using System.Text.Json.Serialization;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Options for keys in addition to <see cref="JwtOptions.SecretKey"/> or <see cref="JwtOptions.PrivateKey"/>. If neither of them is set,
/// the first key here that can sign does so.
/// </summary>
public sealed partial class JwtKeyOptions
{
    private readonly OptionsLock _lock;
    private readonly List<KeySource> _sources = [];

    /// <summary>Initializes a new instance without keys.</summary>
    public JwtKeyOptions()
        : this(new OptionsLock())
    {
    }

    internal JwtKeyOptions(OptionsLock optionsLock)
    {
        _lock = optionsLock;
        RefreshSecrets = new LockedList<string>(optionsLock);
    }

    /// <summary>Gets or sets whether keys are reloaded without a restart when a PEM file or the configuration changes.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool ReloadOnChange { get; set => field = _lock.Open(value); } = true;

    /// <summary>Gets or sets how long a key of <see cref="JwtKey.FromSigner"/> may take to sign.</summary>
    /// <value>The default is 3 seconds. It can be between 10 milliseconds and 1 minute.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan SigningTimeout { get; set => field = _lock.Open(value); } = JwtDefaults.SigningTimeout;

    /// <summary>
    /// Gets the secrets of refresh tokens and tickets: the first one signs, and all of them verify. They replace the secret that is
    /// otherwise derived from each key of the ring (RFC 5869), so that sessions continue when a key is replaced, and when the private part
    /// of a key cannot be exported.
    /// </summary>
    /// <remarks>
    /// Each is UTF-8 text, or <c>base64:</c> followed by the bytes in base64, of at least 32 bytes (RFC 7518, 3.2), and is never published.
    /// To replace the secret, insert the new one in front, and remove the old one when its refresh tokens have expired. Refresh tokens from
    /// the time before this was set are refused, unless the former <see cref="JwtOptions.SecretKey"/> is in the list.
    /// </remarks>
    /// <value>The default is an empty list. An invalid secret fails at startup.</value>
    [JsonIgnore]
    public IList<string> RefreshSecrets { get; }

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
    /// The replaced key continues to verify until the last token that it signed has expired, unless <see cref="KeepReplaced"/> is
    /// <see langword="false"/>. A key that was chosen with <see cref="JwtKeyRing.Promote"/> continues to sign.
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
