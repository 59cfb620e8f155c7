using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Decides whether a verified token satisfies an endpoint. All restrictions must hold.</summary>
internal sealed class RequirementCheck(TimeProvider time, TimeSpan leeway)
{
    private static readonly Refusal NoRole = new(JwtErrorCode.AccessDenied, "The token has none of the allowed roles.");
    private static readonly Refusal DeniedRole = new(JwtErrorCode.AccessDenied, "The token has a denied role.");
    private static readonly Refusal NoScope = new(JwtErrorCode.AccessDenied, "The token lacks a scope.");
    private static readonly Refusal NoClaim = new(JwtErrorCode.AccessDenied, "The token lacks a claim, or it has another value.");
    private static readonly Refusal NotFresh = new(JwtErrorCode.FreshRequired, "The token is not fresh.");
    private static readonly Refusal TooOld = new(JwtErrorCode.FreshRequired, "The authentication is older than permitted.");
    private static readonly Refusal Predicate = new(JwtErrorCode.AccessDenied, "A predicate of the endpoint said no.");

    private readonly ClockRules _clock = new(leeway);

    public ValueTask<Refusal?> CheckAsync(HttpContext context, Token token, EndpointRequirement requirement)
    {
        // Rights before freshness: a user who lacks a right must not be asked to sign in again first.
        var refusal = CheckRights(token, requirement) ?? CheckFreshness(token, requirement);
        return refusal is not null || requirement.Predicates.IsEmpty
            ? ValueTask.FromResult(refusal)
            : CheckPredicatesAsync(context, token, requirement);
    }

    private static Refusal? CheckRights(Token token, EndpointRequirement requirement)
    {
        foreach (var allowed in requirement.Allow)
        {
            if (!ContainsAny(token.Roles, allowed.AsSpan()))
                return NoRole;
        }

        if (ContainsAny(token.Roles, requirement.Deny.AsSpan()))
            return DeniedRole;
        foreach (var scope in requirement.Scopes)
        {
            if (!ContainsAny(token.Scopes, [scope]))
                return NoScope;
        }

        foreach (var claim in requirement.Claims)
        {
            if (!token.TryGetClaim(claim.Name, out var value) || !HasAny(value, claim.Values.AsSpan()))
                return NoClaim;
        }

        return null;
    }

    private Refusal? CheckFreshness(Token token, EndpointRequirement requirement)
    {
        if (!requirement.Fresh)
            return null;
        if (!token.Fresh)
            return NotFresh;
        if (requirement.MaxAge is not { } maxAge)
            return null;
        return _clock.IsRecent(time.GetUtcNow() - token.AuthTime, maxAge) ? null : TooOld;
    }

    private static async ValueTask<Refusal?> CheckPredicatesAsync(HttpContext context, Token token, EndpointRequirement requirement)
    {
        // A predicate that throws fails as a handler does: 500, never 200.
        foreach (var predicate in requirement.Predicates)
        {
            if (!await predicate(context, token))
                return Predicate;
        }

        return null;
    }

    private static bool ContainsAny(IReadOnlyList<string> values, ReadOnlySpan<string> wanted)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (wanted.Contains(values[i]))
                return true;
        }

        return false;
    }

    private static bool HasAny(JsonElement value, ReadOnlySpan<string> wanted)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return Is(value, wanted);
        foreach (var item in value.EnumerateArray())
        {
            if (Is(item, wanted))
                return true;
        }

        return false;
    }

    // Numbers and booleans are compared as they are written in the token.
    private static bool Is(JsonElement value, ReadOnlySpan<string> wanted) => value.ValueKind switch
    {
        JsonValueKind.String => wanted.Contains(value.GetString()),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => wanted.Contains(value.GetRawText()),
        _ => false,
    };
}
