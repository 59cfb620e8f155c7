using System.Runtime.CompilerServices;
using JwtExtended.MinimalApi.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Tells the endpoints whose responses may carry tokens that the application issues, so that no other one pays for it.</summary>
/// <param name="service">The type whose methods issue tokens.</param>
/// <param name="hasOutputCache">Whether a policy of the app may store what any endpoint responds.</param>
internal sealed class IssuingEndpoints(Type service, bool hasOutputCache)
{
    private readonly RememberedEndpoints _issuing = new();
    private readonly RememberedEndpoints _others = new();

    /// <summary>Whether the response of an endpoint may carry tokens.</summary>
    /// <returns><see langword="false"/> if nothing hints at it: it is only read, and responds with a value of the application's.</returns>
    public bool Contains(Endpoint endpoint)
    {
        if (_others.Contains(endpoint))
            return false;
        if (_issuing.Contains(endpoint))
            return true;
        var issues = Issues(endpoint);
        (issues ? _issuing : _others).Add(endpoint);
        return issues;
    }

    private bool Issues(Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        var methods = metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        if (hasOutputCache || methods is null or [] || methods.Any(static method => !CsrfCheck.IsSafe(method)))
            return true;
        if (metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(static item => item.Type == typeof(TokenPair)))
            return true;
        return HandlerMethod.Of(metadata) is { } method
            && (CarriesAnything(method.ReturnType) || method.GetParameters().Any(parameter => parameter.ParameterType == service));
    }

    // What is in a result or an object is known when it is returned; an anonymous one has the members that its handler wanted.
    private static bool CarriesAnything(Type type) =>
        type == typeof(TokenPair) || type == typeof(object) || type.IsInterface
        || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || (type.IsGenericType && type.GetGenericArguments().Any(CarriesAnything));
}
