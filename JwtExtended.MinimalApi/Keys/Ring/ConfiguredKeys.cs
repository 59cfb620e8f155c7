using Microsoft.Extensions.Configuration;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>The keys of the options that are given as text.</summary>
internal sealed class ConfiguredKeys
{
    private readonly bool _secretIsConfigured;
    private readonly bool _privateIsConfigured;
    private readonly bool _publicIsConfigured;

    /// <param name="options">The options, closed.</param>
    /// <param name="section">The section they came from: what it says is followed, what code said stays.</param>
    public ConfiguredKeys(JwtOptions options, IConfigurationSection section)
    {
        SecretKey = options.SecretKey;
        PrivateKey = options.PrivateKey;
        PublicKey = options.PublicKey;
        Algorithm = options.Algorithm;
        _secretIsConfigured = options.SecretKey == section[nameof(SecretKey)];
        _privateIsConfigured = options.PrivateKey == section[nameof(PrivateKey)];
        _publicIsConfigured = options.PublicKey == section[nameof(PublicKey)];
    }

    private ConfiguredKeys(ConfiguredKeys before, IConfigurationSection section)
    {
        Algorithm = before.Algorithm;
        _secretIsConfigured = before._secretIsConfigured;
        _privateIsConfigured = before._privateIsConfigured;
        _publicIsConfigured = before._publicIsConfigured;
        SecretKey = _secretIsConfigured ? section[nameof(SecretKey)] : before.SecretKey;
        PrivateKey = _privateIsConfigured ? section[nameof(PrivateKey)] : before.PrivateKey;
        PublicKey = _publicIsConfigured ? section[nameof(PublicKey)] : before.PublicKey;
    }

    public string? SecretKey { get; }

    public string? PrivateKey { get; }

    public string? PublicKey { get; }

    public JwtAlgorithm? Algorithm { get; }

    public bool HasSecret => !string.IsNullOrWhiteSpace(SecretKey);

    public bool HasPair => !string.IsNullOrWhiteSpace(PrivateKey) || !string.IsNullOrWhiteSpace(PublicKey);

    /// <summary>The texts as the configuration has them now.</summary>
    public ConfiguredKeys Again(IConfigurationSection section) => new(this, section);

    public bool Equals(ConfiguredKeys other) => SecretKey == other.SecretKey && PrivateKey == other.PrivateKey && PublicKey == other.PublicKey;
}
