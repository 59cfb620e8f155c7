using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Errors;

/// <summary>The body of a ticket.</summary>
internal sealed record TicketAnswer([property: JsonPropertyName("ticket")] string Ticket, [property: JsonPropertyName("expires_in")] int ExpiresIn);
