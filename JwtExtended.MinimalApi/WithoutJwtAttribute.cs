using JwtExtended.MinimalApi.Endpoints;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Exempts an action, a page model or a gRPC method from the token requirement of its controller, group or mapping, as
/// <see cref="JwtEndpointConventionBuilderExtensions.WithoutJwt"/> does.
/// </summary>
/// <example>
/// <code>
/// [RequireJwt]
/// public sealed class AccountController : ControllerBase
/// {
///     [HttpPost("login"), WithoutJwt]
///     public async Task&lt;TokenPair&gt; Login(Credentials credentials)
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithoutJwtAttribute : Attribute, IRequirementMetadata
{
    private static readonly RequirementPart Part = RequirementPart.OfAttribute(TokenPresence.Open);

    RequirementPart IRequirementMetadata.Part => Part;
}
