using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>What a store keeps of a <see cref="SessionStart"/>: as text, in its record.</summary>
internal sealed record SessionData
{
    private const int MaxTextLength = 256;
    private const int MaxProperties = 16;
    private const int MaxPropertiesLength = 512;

    public string? UserAgent { get; init; }

    public string? IpAddress { get; init; }

    public string? Label { get; init; }

    public Dictionary<string, string>? Properties { get; init; }

    /// <summary>The limits of the session, as the claim of its tokens.</summary>
    public string? Limits { get; init; }

    /// <summary>Checks what an application tells about a session, and makes it fit into a record.</summary>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentException">There are too many properties, or too long ones.</exception>
    public static SessionData From(SessionStart? start, SessionLimits limits) => start is null ? new SessionData() : new SessionData
    {
        UserAgent = Clean(start.UserAgent),
        IpAddress = Clean(start.IpAddress),
        Label = Clean(start.Label),
        Properties = CleanAll(start.Properties),
        Limits = limits.ToClaim(),
    };

    /// <summary>Reads the text of a record.</summary>
    /// <returns>The data.</returns>
    public static SessionData Parse(string text) =>
        text.Length == 0 ? new SessionData() : JsonSerializer.Deserialize(text, SessionJsonContext.Default.SessionData)!;

    public string ToText() => this == new SessionData() ? "" : JsonSerializer.Serialize(this, SessionJsonContext.Default.SessionData);

    // So few that the text fits into a record, however much of it is escaped.
    private static Dictionary<string, string>? CleanAll(IReadOnlyDictionary<string, string>? properties)
    {
        if (properties is not { Count: > 0 })
            return null;
        var kept = properties.ToDictionary(static property => property.Key, static property => Clean(property.Value) ?? "");
        var length = kept.Sum(static property => property.Key.Length + property.Value.Length);
        return kept.Count <= MaxProperties && length <= MaxPropertiesLength ? kept : throw new ArgumentException(
            $"SessionStart.Properties has {kept.Count} entries of {length} characters; at most {MaxProperties} entries of "
            + $"{MaxPropertiesLength} characters are recorded. Keep the rest in a table of the application.");
    }

    // A client chooses the text, and it is shown in lists and logs.
    private static string? Clean(string? text) => text is null ? null : string.Create(
        Math.Min(text.Length, MaxTextLength),
        text,
        static (kept, text) =>
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
