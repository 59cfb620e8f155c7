using System.Reflection;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds the method that handles the requests of an endpoint.</summary>
internal static class HandlerMethod
{
    /// <summary>The method of a route handler or an action.</summary>
    /// <returns>The method; <see langword="null"/> where the metadata contains none.</returns>
    public static MethodInfo? Of(IEnumerable<object> metadata)
    {
        MethodInfo? found = null;
        foreach (var item in metadata)
        {
            found = item switch
            {
                MethodInfo method => method,
                ControllerActionDescriptor action => action.MethodInfo,
                _ => found,
            };
        }

        return found;
    }
}
