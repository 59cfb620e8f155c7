using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>A row of the error table: what an error code means for response, log and metric.</summary>
internal sealed record ErrorEntry
{
    /// <summary>Gets the code.</summary>
    public required JwtErrorCode Code { get; init; }

    /// <summary>Gets the code as text, for response bodies, log and metric.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the event that is logged.</summary>
    public required EventId EventId { get; init; }

    /// <summary>Gets the HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Gets the HTTP status of Sanic-JWT-Extended.</summary>
    public required int LegacyStatus { get; init; }

    /// <summary>
    /// Gets the <c>error</c> of the challenge (RFC 6750, 3.1; RFC 9470, 3): empty for a challenge without one,
    /// <see langword="null"/> for a response without a challenge.
    /// </summary>
    public required string? ChallengeError { get; init; }

    /// <summary>Gets the <c>error</c> of an OAuth response (RFC 6749, 5.2).</summary>
    public required string OAuthError { get; init; }

    /// <summary>Gets one sentence for developers.</summary>
    public required string Message { get; init; }
}
