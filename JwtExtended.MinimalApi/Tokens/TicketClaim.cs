using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The claim that makes a token a ticket: what it was made for, and from.</summary>
/// <param name="Until">
/// When a connection that was opened with the ticket ends: the expiry of its access token; <see langword="null"/> for no end.
/// </param>
/// <param name="ParentKey">The store's key of the access token, which the ticket ends with.</param>
/// <param name="Fingerprint">The fingerprint of the key that has verified the access token.</param>
/// <param name="Target">The method and path.</param>
internal sealed record TicketClaim(DateTimeOffset? Until, string ParentKey, string Fingerprint, string Target)
{
    /// <summary>Reads the claim.</summary>
    /// <returns><see langword="false"/> for a text that is no such claim.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TicketClaim? ticket)
    {
        // Only the last part may contain spaces.
        ticket = text?.Split(' ', 4) is [var until, var parent, var fingerprint, var target]
            ? new TicketClaim(Time(until), parent, fingerprint, target)
            : null;
        return ticket is not null;
    }

    /// <summary>Writes the claim.</summary>
    /// <returns>Its text.</returns>
    public string Format() =>
        $"{Until?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} {ParentKey} {Fingerprint} {Target}";

    private static DateTimeOffset? Time(string until) => long.TryParse(until, CultureInfo.InvariantCulture, out var seconds)
        ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, NumericDate.MaxSeconds))
        : null;
}
