using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>A cached token, which counts as long as the key that verified it.</summary>
internal sealed class CachedToken(Token token)
{
    private volatile KeySet? _checked;

    public Token Token => token;

    /// <summary>Gets or sets how often the token was used since it was last considered for eviction, up to a small limit.</summary>
    public int Hits { get; set; }

    /// <summary>Decides whether the key is still one of the app's keys. Another object with the same <c>kid</c> is another key.</summary>
    /// <param name="keys">The current keys.</param>
    /// <returns><see langword="true"/> if it is; otherwise <see langword="false"/>.</returns>
    public bool IsVerifiedBy(KeySet keys)
    {
        // The set is immutable: the result holds for as long as the same set is current.
        if (ReferenceEquals(_checked, keys))
            return true;
        if (!keys.Holds(token.Key))
            return false;
        _checked = keys;
        return true;
    }
}
