using System.Reflection;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What can be known about the handler of an endpoint.</summary>
internal static class HandlerInspection
{
    private static readonly Type[] PlainValues =
    [
        typeof(string), typeof(Token), typeof(CancellationToken), typeof(Guid), typeof(decimal),
        typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
    ];

    /// <summary>
    /// Whether the handler can change response headers: unless it is a route handler without filters, takes nothing that leads to
    /// the response, and returns a string, a plain object or nothing.
    /// </summary>
    /// <returns><see langword="false"/> if it cannot.</returns>
    public static bool CanChangeHeaders(Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        if (metadata.GetMetadata<MethodInfo>() is not { } method || metadata.GetMetadata<ActionDescriptor>() is not null)
            return true;
        if (OperationDescription.IsOwn(method))
            return true;
        if (metadata.GetMetadata<FilterAttachment>() is not { HasOthers: false })
            return true;
        if (metadata.GetMetadata<EndpointGuard>() is not { IsInFrontOfHandler: true })
            return true;
        return !IsPlainResult(method.ReturnType)
            || !CapturesNothing(method)
            || method.GetParameters().Any(static parameter => LeadsToResponse(parameter.ParameterType));
    }

    /// <summary>Whether endpoint filters run in front of the handler.</summary>
    /// <returns><see langword="false"/> if there are none.</returns>
    public static bool HasFilters(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<TokenParameter>() is null || endpoint.Metadata.GetMetadata<FilterAttachment>() is { HasOthers: true };

    // A service or an object of the application could hold anything.
    private static bool LeadsToResponse(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return !value.IsPrimitive && !value.IsEnum && !PlainValues.Contains(value);
    }

    // The compiler puts lambdas that capture nothing into a class of this name.
    private static bool CapturesNothing(MethodInfo method) => method.IsStatic || method.DeclaringType?.Name == "<>c";

    private static bool IsPlainResult(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
            return IsPlainResult(type.GetGenericArguments()[0]);
        return type != typeof(object) && !type.IsInterface && !typeof(IResult).IsAssignableFrom(type);
    }
}
