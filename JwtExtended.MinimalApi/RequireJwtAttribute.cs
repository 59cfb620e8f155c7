using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Mvc.Filters;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Requires an access token, as <see cref="JwtEndpointConventionBuilderExtensions.RequireJwt{TBuilder}(TBuilder)"/> does: for the actions
/// of a controller or one of them, a hub or one of its methods, a page model, a gRPC service or one of its methods, or a route handler.
/// </summary>
/// <remarks>
/// The restrictions of all attributes and calls that apply are combined. <c>[AllowAnonymous]</c> and <c>AllowAnonymous()</c> change nothing
/// about them: <see cref="WithoutJwtAttribute"/> on an action opens it. Of several attributes on the same method or class, or on a class
/// and its base classes, the strictest one decides. On a hub method, <c>builder.Services.AddJwtExtended()</c> is required.
/// </remarks>
/// <example>
/// <code>
/// [RequireJwt(Allow = ["ADMIN"], Scope = ["reports:read"])]
/// public sealed class ReportsController : ControllerBase
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireJwtAttribute : Attribute, IRequirementMetadata, IAuthorizationFilter
{
    private RequirementPart? _part;

    /// <summary>Gets or sets the roles of which the token needs at least one. The comparison is case-sensitive.</summary>
    public string[]? Allow { get; set; }

    /// <summary>Gets or sets the roles that are denied access. The comparison is case-sensitive.</summary>
    public string[]? Deny { get; set; }

    /// <summary>Gets or sets the scopes that the token needs, all of them (RFC 6749, 3.3). The comparison is case-sensitive.</summary>
    public string[]? Scope { get; set; }

    RequirementPart IRequirementMetadata.Part => _part ??= CreatePart();

    void IAuthorizationFilter.OnAuthorization(AuthorizationFilterContext context) => GuardFilter.Check(this, context);

    private RequirementPart CreatePart()
    {
        var requirement = new JwtRequirementBuilder(RequirementPart.OfAttribute(TokenPresence.Required));
        if (Allow is not null)
            requirement.Allow(Allow);
        if (Deny is not null)
            requirement.Deny(Deny);
        if (Scope is not null)
            requirement.Scope(Scope);
        return requirement.Part;
    }
}
