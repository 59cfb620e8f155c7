using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Mvc.Filters;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Requires a fresh access token, as <see cref="JwtEndpointConventionBuilderExtensions.RequireFreshJwt"/> does: for the actions of a
/// controller or one of them, a hub or one of its methods, a page model, a gRPC service or one of its methods, or a route handler.
/// </summary>
/// <remarks>
/// The restrictions of all attributes and calls that apply are combined. On a hub method, <c>builder.Services.AddJwtExtended()</c> is
/// required.
/// </remarks>
/// <example>
/// <code>
/// [RequireFreshJwt(MaxAgeSeconds = 300)]
/// public IActionResult ChangePassword(NewPassword password)
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireFreshJwtAttribute : Attribute, IRequirementMetadata, IAuthorizationFilter
{
    private RequirementPart? _part;
    private int? _maxAgeSeconds;

    /// <summary>
    /// Gets or sets the maximum time since the user authenticated (<c>auth_time</c>, RFC 9470), in seconds. <see cref="JwtOptions.Leeway"/>
    /// is added. If it is not set, a token is accepted for as long as it is fresh, and the value is 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxAgeSeconds
    {
        get => _maxAgeSeconds ?? 0;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxAgeSeconds = value;
        }
    }

    RequirementPart IRequirementMetadata.Part => _part ??= RequirementPart.OfAttribute(TokenPresence.Required) with
    {
        Fresh = true,
        MaxAge = _maxAgeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    void IAuthorizationFilter.OnAuthorization(AuthorizationFilterContext context) => GuardFilter.Check(this, context);
}
