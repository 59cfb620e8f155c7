using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The claim that makes a token a ticket: what it was made for, and from.</summary>
/// <param name="Until">
/// When a connection that was opened with the ticket ends: the expiry of its access token; <see langword="null"/> for no end.
/// </param>
/// <param name="ParentKey">The store's key of the access token, which the ticket ends with.</param>
/// <param name="Kid">The <c>kid</c> of the key of the access token.</param>
/// <param name="Target">The method and path.</param>
internal sealed record TicketClaim(DateTimeOffset? Until, string ParentKey, string Kid, string Target)
{
    /// <summary>Reads the claim.</summary>
    /// <returns><see langword="false"/> for a text that is no such claim.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TicketClaim? ticket)
    {
        ticket = null;
        // Only the last part may contain spaces.
        if (text?.Split(' ', 4) is not [var until, var parent, var kid, var target] || !Base64Url.IsValid(kid))
            return false;
        ticket = new TicketClaim(Time(until), parent, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(kid)), target);
        return true;
    }

    /// <summary>Writes the claim.</summary>
    /// <returns>Its text.</returns>
    public string Format()
    {
        var until = Until?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        // A kid may contain anything.
        return $"{until} {ParentKey} {Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Kid))} {Target}";
    }

    private static DateTimeOffset? Time(string until) => long.TryParse(until, CultureInfo.InvariantCulture, out var seconds)
        ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, NumericDate.MaxSeconds))
        : null;
}
