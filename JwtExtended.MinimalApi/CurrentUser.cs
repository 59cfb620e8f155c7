using System.Reflection;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Validation;

namespace JwtExtended.MinimalApi;

/// <summary>
/// The application's own object for the user of the request, set by <see cref="JwtOptions.OnAuthenticated"/>. A handler receives it as a
/// parameter: <c>CurrentUser&lt;TUser&gt;</c> requires a token, <c>CurrentUser&lt;TUser&gt;?</c> makes it optional, as with
/// <see cref="Token"/>.
/// </summary>
/// <typeparam name="TUser">The type of the user.</typeparam>
#pragma warning disable ASP0029 // Experimental, and the only way to keep AddValidation() from walking into the user.
[SkipValidation]
#pragma warning restore ASP0029
[TokenBinder]
public sealed class CurrentUser<TUser> : IBindableFromHttpContext<CurrentUser<TUser>>, IEndpointParameterMetadataProvider
    where TUser : class
{
    internal CurrentUser(TUser value) => Value = value;

    /// <summary>Gets the user.</summary>
    public TUser Value { get; }

    static ValueTask<CurrentUser<TUser>?> IBindableFromHttpContext<CurrentUser<TUser>>.BindAsync(
        HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult((CurrentUser<TUser>?)TokenFeature.Bind(context, typeof(CurrentUser<TUser>)));

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        TokenParameter.AddTo(builder, parameter);
        EndpointGuard.Attach(builder);
        LastMetadata.AddTo(builder);
    }
}
