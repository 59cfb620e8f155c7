using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>The user and the result that a request has at the endpoint of an outcome, and those from before.</summary>
internal sealed class RequestUser
{
    public ClaimsPrincipal? User { get; set; }

    public AuthenticateResult? Result { get; set; }

    /// <summary>Whether something else than the outcome has set one of them.</summary>
    public bool WasAssigned { get; set; }

    /// <summary>Whether the scheme of the package has authenticated the user, and the application has transformed it.</summary>
    public bool IsTransformed { get; set; }

    public IHttpAuthenticationFeature? OuterUser { get; set; }

    public IAuthenticateResultFeature? OuterResult { get; set; }

    public void Forget() => (User, Result, IsTransformed) = (null, null, false);
}
