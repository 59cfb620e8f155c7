using JwtExtended.MinimalApi.Authentication;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What the pipeline of an app brings along, found out once.</summary>
/// <param name="App">Makes the static <c>Jwt</c> speak for the app.</param>
/// <param name="Outcomes">Keeps the outcome of authentication on the request.</param>
/// <param name="HasOutputCache">Whether the app has the services of output caching.</param>
/// <param name="HasContextAccessor">Whether any code can reach the response of the current request.</param>
/// <param name="Policies">The authorization policies of endpoints.</param>
internal sealed record AppPipeline(
    AppScope App, OutcomeFeatures Outcomes, bool HasOutputCache, bool HasContextAccessor, EndpointPolicies Policies);
