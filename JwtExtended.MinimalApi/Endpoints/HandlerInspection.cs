using System.Reflection;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What can be known about the handler of an endpoint.</summary>
internal static class HandlerInspection
{
    private static readonly Type[] Writers =
        [typeof(HttpContext), typeof(HttpRequest), typeof(HttpResponse), typeof(IHttpContextAccessor), typeof(IServiceProvider)];

    /// <summary>
    /// Whether the handler can change response headers: unless it is a route handler without filters, takes nothing that leads to the
    /// response, and
    /// returns a string, a plain object or nothing.
    /// </summary>
    /// <returns><see langword="false"/> if it cannot.</returns>
    public static bool CanChangeHeaders(Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        if (metadata.GetMetadata<MethodInfo>() is not { } method || metadata.GetMetadata<ActionDescriptor>() is not null)
            return true;
        if (metadata.GetMetadata<FilterAttachment>() is not { HasOthers: false })
            return true;
        return !IsPlainResult(method.ReturnType)
            || method.GetParameters().Any(static parameter => LeadsToResponse(parameter.ParameterType));
    }

    /// <summary>Whether endpoint filters run in front of the handler.</summary>
    /// <returns><see langword="false"/> if there are none.</returns>
    public static bool HasFilters(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<TokenParameter>() is null || endpoint.Metadata.GetMetadata<FilterAttachment>() is { HasOthers: true };

    // A service could hold anything: only what is bound from the request, and our own types, are known.
    private static bool LeadsToResponse(Type type) =>
        Writers.Contains(type) || (type.IsInterface || type.IsClass) && type != typeof(string) && type != typeof(Token);

    private static bool IsPlainResult(Type type)
    {
        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask))
            return true;
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
            return IsPlainResult(type.GetGenericArguments()[0]);
        return type != typeof(object) && !type.IsInterface && !typeof(IResult).IsAssignableFrom(type);
    }
}
