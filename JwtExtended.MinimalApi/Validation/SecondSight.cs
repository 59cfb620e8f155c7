namespace JwtExtended.MinimalApi.Validation;

/// <summary>
/// Tells whether a text was seen before, by a bounded number of fingerprints: admitting every new token into a full cache costs
/// more than verifying it, and fills old generations of the heap with tokens that never come back.
/// </summary>
internal sealed class SecondSight
{
    private const int Slots = 16_384;

    private readonly int[] _fingerprints = new int[Slots];

    /// <summary>
    /// Notes a text. Two texts that share a slot replace each other: then one of them is seen once more before it counts.
    /// </summary>
    /// <returns>Whether the text was the last one that was noted in its slot.</returns>
    public bool Note(ReadOnlySpan<char> text)
    {
        var hash = SignatureTailComparer.Instance.GetHashCode(text);
        // 0 is an empty slot.
        var fingerprint = hash | 1;
        ref var slot = ref _fingerprints[(hash >>> 8) & (Slots - 1)];
        if (Volatile.Read(ref slot) == fingerprint)
            return true;
        Volatile.Write(ref slot, fingerprint);
        return false;
    }
}
