using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The body of a ticket.</summary>
internal sealed record TicketResponse(
    [property: JsonPropertyName("ticket")] string Ticket,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);
