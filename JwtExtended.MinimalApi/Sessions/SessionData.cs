using System.Text.Json;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>What a store keeps of a <see cref="SessionStart"/>: as text, in its record.</summary>
internal sealed record SessionData
{
    private const int MaxTextLength = 256;

    public string? UserAgent { get; init; }

    public string? IpAddress { get; init; }

    public string? Label { get; init; }


    public static SessionData From(SessionStart? start) => start is null ? new SessionData() : new SessionData
    {
        UserAgent = Clean(start.UserAgent),
        IpAddress = Clean(start.IpAddress),
        Label = Clean(start.Label),
    };

    /// <summary>Reads the text of a record.</summary>
    /// <returns>The data.</returns>
    public static SessionData Parse(string text) =>
        text.Length == 0 ? new SessionData() : JsonSerializer.Deserialize(text, SessionJsonContext.Default.SessionData)!;

    public string ToText() => this == new SessionData() ? "" : JsonSerializer.Serialize(this, SessionJsonContext.Default.SessionData);

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
