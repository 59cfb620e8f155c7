namespace JwtExtended.MinimalApi;

/// <summary>
/// The record that a store keeps of one session, to list the sessions of an identity. It is visible only to <see cref="IRevocationStore"/>
/// and its callers.
/// </summary>
public sealed record SessionRecord
{
    /// <summary>The maximum length of a user agent, in characters.</summary>
    internal const int MaxUserAgentLength = 256;

    /// <summary>Gets the key of the session (<see cref="RevocationKeys.Session"/>), which is unique within the identity.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the id of the session (<c>sid</c>): 1 to 64 characters of <c>[A-Za-z0-9_-]</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets when the session began, in whole milliseconds.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Gets when the session was last refreshed, in whole milliseconds. Initially, this is when it began.</summary>
    public required DateTimeOffset LastRefreshed { get; init; }

    /// <summary>
    /// Gets the user agent of the client: its first 256 characters, with control characters and unpaired surrogates replaced by <c>?</c>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: unknown.</value>
    public string? UserAgent { get; init => field = value is null ? null : Clean(value); }

    /// <summary>Gets the time at which the record may be deleted.</summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public DateTimeOffset? Expires { get; init; }

    // Databases reject NUL characters (PostgreSQL) and unpaired surrogates (UTF-8).
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
