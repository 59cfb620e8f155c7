namespace JwtExtended.MinimalApi.Keys;

/// <summary>The keys of one app: one signs, any number verify. Immutable.</summary>
internal sealed class KeyRing
{
    private readonly JwtKey[] _verifying;

    public KeyRing(JwtKey signing, params ReadOnlySpan<JwtKey> others)
    {
        Signing = signing;
        _verifying = [signing, .. others];
    }

    /// <summary>The key that signs; a public key when this app only verifies.</summary>
    public JwtKey Signing { get; }

    /// <summary>The key of a token's header; without a <c>kid</c>, the only key of the algorithm.</summary>
    public JwtKey? Find(string? kid, JwtAlgorithm algorithm)
    {
        JwtKey? found = null;
        foreach (var key in _verifying)
        {
            if (kid is not null ? key.Kid != kid : key.Algorithm != algorithm)
                continue;
            // Two keys of one algorithm and no kid: guessing would make one key's weakness the other's.
            if (found is not null)
                return null;
            found = key;
        }

        return found;
    }
}
