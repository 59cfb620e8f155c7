using Microsoft.Extensions.Configuration;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>The values of the key options. Values from the configuration follow its changes; values set in code stay.</summary>
internal sealed class ConfiguredKeys
{
    private readonly bool _followsSecretKey;
    private readonly bool _followsPrivateKey;
    private readonly bool _followsPublicKey;
    private readonly bool _followsRefreshSecrets;

    /// <param name="options">The options, closed.</param>
    /// <param name="section">The section that the options were bound to.</param>
    public ConfiguredKeys(JwtOptions options, IConfigurationSection section)
    {
        SecretKey = options.SecretKey;
        PrivateKey = options.PrivateKey;
        PublicKey = options.PublicKey;
        RefreshSecrets = [.. options.Keys.RefreshSecrets];
        Algorithm = options.Algorithm;
        _followsSecretKey = options.SecretKey == section[nameof(SecretKey)];
        _followsPrivateKey = options.PrivateKey == section[nameof(PrivateKey)];
        _followsPublicKey = options.PublicKey == section[nameof(PublicKey)];
        _followsRefreshSecrets = RefreshSecrets.SequenceEqual(ReadRefreshSecrets(section));
    }

    private ConfiguredKeys(ConfiguredKeys previous, IConfigurationSection section)
    {
        Algorithm = previous.Algorithm;
        _followsSecretKey = previous._followsSecretKey;
        _followsPrivateKey = previous._followsPrivateKey;
        _followsPublicKey = previous._followsPublicKey;
        _followsRefreshSecrets = previous._followsRefreshSecrets;
        SecretKey = _followsSecretKey ? section[nameof(SecretKey)] : previous.SecretKey;
        PrivateKey = _followsPrivateKey ? section[nameof(PrivateKey)] : previous.PrivateKey;
        PublicKey = _followsPublicKey ? section[nameof(PublicKey)] : previous.PublicKey;
        RefreshSecrets = _followsRefreshSecrets ? ReadRefreshSecrets(section) : previous.RefreshSecrets;
    }

    public string? SecretKey { get; }

    public string? PrivateKey { get; }

    public string? PublicKey { get; }

    /// <summary>The secrets of <see cref="JwtKeyOptions.RefreshSecrets"/>.</summary>
    public IReadOnlyList<string> RefreshSecrets { get; }

    public JwtAlgorithm? Algorithm { get; }

    public bool HasSecret => !string.IsNullOrWhiteSpace(SecretKey);

    public bool HasPair => !string.IsNullOrWhiteSpace(PrivateKey) || !string.IsNullOrWhiteSpace(PublicKey);

    public bool IsEmpty => !HasSecret && !HasPair;

    /// <summary>Reads the values again.</summary>
    /// <param name="section">The section as it is now.</param>
    public ConfiguredKeys Reread(IConfigurationSection section) => new(this, section);

    public bool HasSameValuesAs(ConfiguredKeys other) =>
        SecretKey == other.SecretKey && PrivateKey == other.PrivateKey && PublicKey == other.PublicKey
        && RefreshSecrets.SequenceEqual(other.RefreshSecrets);

    private static string[] ReadRefreshSecrets(IConfigurationSection section)
    {
        var items = section.GetSection($"{nameof(JwtOptions.Keys)}:{nameof(JwtKeyOptions.RefreshSecrets)}").GetChildren();
        return [.. items.Select(static item => item.Value).OfType<string>()];
    }
}
