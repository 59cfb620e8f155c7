using System.Globalization;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// Where a token is in the chain of its session: how often the session was exchanged before it was issued, and what the store knows of the
/// session.
/// </summary>
/// <param name="Value">The number: 0 at the login, one more at every exchange.</param>
/// <param name="Entry">What the store knows.</param>
internal readonly record struct SessionNumber(int Value, SessionEntryRule Entry)
{
    /// <summary>Gets the number that a login starts with.</summary>
    /// <param name="isRecorded">Whether the session is recorded in the store.</param>
    /// <returns>The number.</returns>
    public static SessionNumber First(bool isRecorded) => new(0, isRecorded ? SessionEntryRule.Recorded : SessionEntryRule.MayBeMissing);

    /// <summary>Gets the number of a successor. An exchange has written an entry, whatever there was before.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The number.</returns>
    public SessionNumber Successor(int value) => new(value, Entry == SessionEntryRule.Recorded ? Entry : SessionEntryRule.Exchanged);

    /// <summary>
    /// Gets the number of a refresh token that an application issues from another token of the session: it replaces the current one, and
    /// does not count as used when the other one is behind it.
    /// </summary>
    /// <param name="seen">The number that the session had when the other token was looked up.</param>
    /// <returns>The number.</returns>
    public SessionNumber Replacement(int seen) => this with { Value = Math.Max(Value, seen) + 1 };

    /// <summary>Reads the claim of a verified token.</summary>
    /// <param name="text">The claim.</param>
    /// <param name="number">The number, when the claim contains one.</param>
    /// <returns><see langword="true"/> if the claim contains a number; tokens of other libraries do not.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionNumber number)
    {
        number = default;
        if (text.Length < 2 || !int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        SessionEntryRule? entry = text[0] switch
        {
            'r' => SessionEntryRule.Recorded,
            's' => SessionEntryRule.MayBeMissing,
            'e' => SessionEntryRule.Exchanged,
            _ => null,
        };
        // One more is issued for each number.
        if (entry is null || value > int.MaxValue - 2)
            return false;
        number = new SessionNumber(value, entry.Value);
        return true;
    }

    /// <summary>Formats the number as a claim.</summary>
    /// <returns>The claim.</returns>
    public override string ToString()
    {
        var letter = Entry switch { SessionEntryRule.Recorded => 'r', SessionEntryRule.MayBeMissing => 's', _ => 'e' };
        return string.Create(CultureInfo.InvariantCulture, $"{letter}{Value}");
    }
}
