using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Finds the <see cref="ITokenFeature"/> of the endpoint that is running.</summary>
internal static class TokenFeature
{
    /// <summary>The feature for the current endpoint.</summary>
    /// <returns>The feature; <see langword="null"/> when the request was not authenticated for this endpoint.</returns>
    public static ITokenFeature? Of(HttpContext context) =>
        context.Features.Get<ITokenFeature>() is { } feature && ReferenceEquals(feature.Endpoint, context.GetEndpoint()) ? feature : null;

    /// <summary>Binds a <c>Token</c> parameter.</summary>
    /// <returns>The token; <see langword="null"/> at an optional endpoint that was reached without one.</returns>
    /// <exception cref="InvalidOperationException">The endpoint was not guarded: nothing says whether the request may pass.</exception>
    public static ValueTask<Token?> BindAsync(HttpContext context) => Of(context) is { } feature
        ? ValueTask.FromResult(feature.Token)
        : throw new InvalidOperationException(
            $"'{context.GetEndpoint()?.DisplayName}' takes a Token, but its request was not authenticated. "
            + "Call RequireJwt() or OptionalJwt() on the endpoint, and do not replace its RequestDelegate.");
}
