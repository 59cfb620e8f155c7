using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>A remembered token and the very key that verified it.</summary>
internal sealed class RememberedToken(Token token, JwtKey key)
{
    private volatile KeySet? _checked;

    public Token Token => token;

    /// <summary>How often it was used since it was last considered for eviction, counted to a few.</summary>
    public int Hits { get; set; }

    /// <summary>Whether the key is in force: another object under the same <c>kid</c> is another key.</summary>
    public bool IsVerifiedBy(KeySet keys)
    {
        // The set is immutable: asked once, the answer stands as long as this very set is in force.
        if (ReferenceEquals(_checked, keys))
            return true;
        if (!keys.Holds(key))
            return false;
        _checked = keys;
        return true;
    }
}
