using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Decides whether an authenticated request may reach its endpoint.</summary>
internal sealed class AccessCheck(RequirementCheck requirements, TicketValidator tickets)
{
    /// <summary>Checks the requirement, and then consumes the ticket where the token is one.</summary>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public ValueTask<Refusal?> CheckAsync(HttpContext context, Token token, EndpointRequirement requirement)
    {
        var check = requirements.CheckAsync(context, token, requirement);
        if (!check.IsCompletedSuccessfully)
            return AwaitAsync(context, token, check);
        var refusal = check.Result;
        // Last: a ticket is valid once, and a request that is refused must not consume it.
        return refusal is null && token.Type == TokenType.Ticket ? tickets.ConsumeAsync(context, token) : ValueTask.FromResult(refusal);
    }

    private async ValueTask<Refusal?> AwaitAsync(HttpContext context, Token token, ValueTask<Refusal?> check)
    {
        if (await check is { } refusal)
            return refusal;
        return token.Type == TokenType.Ticket ? await tickets.ConsumeAsync(context, token) : null;
    }
}
