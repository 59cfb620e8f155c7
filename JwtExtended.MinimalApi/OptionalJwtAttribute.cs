using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Mvc.Filters;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Accepts an access token, and requests without credentials, as
/// <see cref="JwtEndpointConventionBuilderExtensions.OptionalJwt{TBuilder}(TBuilder)"/> does: for the actions of a controller or one of
/// them, a hub, a page model, a gRPC service or one of its methods, or a route handler.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OptionalJwtAttribute : Attribute, IRequirementMetadata, IAuthorizationFilter
{
    private static readonly RequirementPart Part = RequirementPart.OfAttribute(TokenPresence.Optional);

    RequirementPart IRequirementMetadata.Part => Part;

    void IAuthorizationFilter.OnAuthorization(AuthorizationFilterContext context) => GuardFilter.Check(this, context);
}
