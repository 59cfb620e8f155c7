using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>A row of the error table: everything that follows from a code.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The code as text, for bodies, events and metrics.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="LegacyStatus">The status that Sanic-JWT-Extended answers.</param>
/// <param name="ChallengeError">The <c>error</c> of the challenge (RFC 6750, 3.1; RFC 9470, 3); empty for a bare challenge, <see langword="null"/> for none.</param>
/// <param name="Message">One sentence for developers.</param>
/// <param name="Log">Writes the event of this code.</param>
internal sealed record ErrorEntry(
    JwtErrorCode Code,
    string Name,
    int Status,
    int LegacyStatus,
    string? ChallengeError,
    string Message,
    Action<ILogger, LogLevel, string, string, string?> Log);
