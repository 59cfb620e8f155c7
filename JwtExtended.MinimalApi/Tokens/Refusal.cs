using JwtExtended.MinimalApi.Diagnostics;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>A refusal as the log may see it: the code that the caller learns, and the reason that only the log learns.</summary>
internal sealed record Refusal
{
    public Refusal(JwtErrorCode code, string reason, bool suspicious = false, string? advice = null)
    {
        Code = code;
        Reason = reason;
        Suspicious = suspicious;
        Advice = advice;
    }

    /// <summary>What the caller is told beside the message of the code: a name from the configuration at most.</summary>
    public string? Advice { get; }

    public JwtErrorCode Code { get; }

    public string Reason { get; }

    /// <summary>No honest client sends this: it is logged as a warning.</summary>
    public bool Suspicious { get; }

    public string? Foreign { get; private init; }

    /// <summary>The same refusal with the caller's text for the log, cut and cleaned.</summary>
    public Refusal With(ReadOnlySpan<char> foreign) => this with { Foreign = LogSanitizer.Sanitize(foreign) };
}
