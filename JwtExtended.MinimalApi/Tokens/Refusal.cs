using JwtExtended.MinimalApi.Diagnostics;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Why a request is refused: the code, which the client learns, and the reason, which only the log has.</summary>
internal sealed record Refusal
{
    /// <summary>Describes a refusal.</summary>
    /// <param name="code">The code.</param>
    /// <param name="reason">The reason, for the log.</param>
    /// <param name="suspicious">Whether no legitimate client sends this.</param>
    /// <param name="advice">What the client learns beside the message of the code.</param>
    public Refusal(JwtErrorCode code, string reason, bool suspicious = false, string? advice = null)
    {
        Code = code;
        Reason = reason;
        Suspicious = suspicious;
        Advice = advice;
    }

    public JwtErrorCode Code { get; }

    public string Reason { get; }

    /// <summary>Gets whether no legitimate client sends this; it is logged as a warning.</summary>
    public bool Suspicious { get; }

    /// <summary>Gets what the client learns beside the message of the code; it contains nothing but names from the configuration.</summary>
    public string? Advice { get; }

    /// <summary>
    /// Gets the <c>error</c> of an OAuth response (RFC 6749, 5.2), where the code alone does not determine it. The advice is its
    /// description then.
    /// </summary>
    public string? OAuthError { get; init; }

    /// <summary>Gets whether no node of the application will ever accept the same token, whichever keys it has loaded by then.</summary>
    public bool IsFinal { get; private init; }

    /// <summary>Gets the value that the client sent, sanitized for the log.</summary>
    public string? ClientValue { get; private init; }

    /// <summary>Notes that the token will never be accepted.</summary>
    /// <returns>The same refusal, final.</returns>
    public Refusal AsFinal() => this with { IsFinal = true };

    /// <summary>Adds a value that the client sent, for the log.</summary>
    /// <param name="clientValue">The value, in any form.</param>
    /// <returns>The same refusal with the sanitized value.</returns>
    public Refusal WithClientValue(ReadOnlySpan<char> clientValue) => this with { ClientValue = LogSanitizer.Sanitize(clientValue) };
}
