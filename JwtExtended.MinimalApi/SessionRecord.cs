namespace JwtExtended.MinimalApi;

/// <summary>What a store keeps of one session, for a page of "your devices". Only <see cref="IRevocationStore"/> and its callers see it.</summary>
public sealed record SessionRecord
{
    /// <summary>The most characters that are kept of a user agent.</summary>
    internal const int MaxUserAgentLength = 256;

    /// <summary>The key of the session (<see cref="RevocationKeys.Session"/>): unique within the identity.</summary>
    public required string Key { get; init; }

    /// <summary>The id of the session (<c>sid</c>): 1 to 64 characters of <c>[A-Za-z0-9_-]</c>.</summary>
    public required string Id { get; init; }

    /// <summary>When the session began, in whole milliseconds.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the session was refreshed last, in whole milliseconds; at first, when it began.</summary>
    public required DateTimeOffset LastRefreshed { get; init; }

    /// <summary>
    /// What the client called itself: its first 256 characters, with a <c>?</c> in place of control characters and of halves of characters.
    /// </summary>
    /// <value>The default is <see langword="null"/>: not known.</value>
    public string? UserAgent { get; init => field = value is null ? null : Clean(value); }

    /// <summary>When the record may be forgotten.</summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public DateTimeOffset? Expires { get; init; }

    // Engines refuse what is no text: a NUL character (PostgreSQL), a surrogate without its other half (UTF-8).
    private static string Clean(string text) => string.Create(Math.Min(text.Length, MaxUserAgentLength), text, static (kept, text) =>
    {
        for (var i = 0; i < kept.Length; i++)
        {
            var isPair = i + 1 < kept.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            kept[i] = !isPair && (char.IsControl(text[i]) || char.IsSurrogate(text[i])) ? '?' : text[i];
            if (isPair)
                kept[i + 1] = text[++i];
        }
    });
}
