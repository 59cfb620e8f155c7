using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>
/// The keys of refresh tokens and tickets, derived from the refresh secrets or else from the keys of the ring. Nothing but the issuer has
/// them: no published key verifies its refresh tokens, and no other service takes them for access tokens.
/// </summary>
internal sealed class ServiceKeys
{
    private readonly Dictionary<string, JwtKey> _byKid = new(StringComparer.Ordinal);
    private readonly JwtKey _ringSigning;
    private readonly JwtKey? _signing;
    private readonly List<JwtKey> _withoutServiceKey = [];

    /// <param name="ringSigning">The key of the ring that signs.</param>
    /// <param name="ring">The keys of the ring.</param>
    /// <param name="secrets">The refresh secrets, of which the first one signs; empty for none.</param>
    /// <param name="own">The service keys that are not derived from their key of the ring, by the <c>kid</c> of that.</param>
    public ServiceKeys(
        JwtKey ringSigning, IReadOnlyList<JwtKey> ring, IReadOnlyList<JwtKey> secrets, IReadOnlyDictionary<string, JwtKey> own)
    {
        _ringSigning = ringSigning;
        foreach (var source in secrets.Count > 0 ? secrets : ring)
        {
            // The same secret may be the source of several keys, as RS256 and PS256: then they share a service key.
            if (ServiceKeyOf(source) is { } key)
                _byKid.TryAdd(key.Kid, key);
            else
                _withoutServiceKey.Add(source);
        }

        foreach (var key in own.Values)
            _byKid.TryAdd(key.Kid, key);
        _signing = secrets.Count > 0 ? secrets[0].ServiceKey : ringSigning.CanSign ? ServiceKeyOf(ringSigning) : null;

        JwtKey? ServiceKeyOf(JwtKey source) => own.GetValueOrDefault(source.Kid) ?? source.ServiceKey;
    }

    /// <summary>The keys that verify.</summary>
    public IReadOnlyCollection<JwtKey> Verifying => _byKid.Values;

    /// <summary>The key that signs.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public JwtKey Signing => _signing ?? throw new InvalidOperationException(_ringSigning.CanSign
        ? $"Refresh tokens and tickets need a secret, and none can be derived from the {_ringSigning.Algorithm} key '{_ringSigning.Kid}', "
        + "whose private part cannot be exported. Set Keys.RefreshSecrets. Create one with: openssl rand -base64 32"
        : $"The {_ringSigning.Algorithm} key '{_ringSigning.Kid}' can only verify. Configure PrivateKey to issue tokens.");

    /// <summary>Finds a key. Every token that a service key signs has a <c>kid</c>.</summary>
    public JwtKey? Find(string? kid) => kid is null ? null : _byKid.GetValueOrDefault(kid);

    /// <summary>Logs which refresh tokens cannot be issued or read, unless the app only verifies tokens of another one.</summary>
    public void LogMissing(ILogger logger)
    {
        if (!_ringSigning.CanSign)
            return;
        foreach (var key in _withoutServiceKey)
        {
            if (key.CanSign)
                Log.PrivateKeyNotExportable(logger, key.Kid);
            else
                Log.PrivatePartMissing(logger, key.Kid);
        }
    }
}
