using Microsoft.AspNetCore.Mvc;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Finds attributes of the package that MVC would create by their type, at each request: the metadata of the endpoint, which decides,
/// does not have them.
/// </summary>
internal static class FilterFactoryRule
{
    /// <summary>What is wrong with such an attribute, and what to do.</summary>
    public const string Cure =
        "An attribute of the package is created by a filter factory, where nothing enforces it. Add the attribute itself: "
        + "options.Filters.Add(new RequireJwtAttribute()), or [RequireJwt] on the controller or action.";

    public static string? Check(ValidatedEndpoint endpoint) => endpoint.Endpoint.Metadata.Any(CreatesAttribute)
        ? $"Endpoint '{endpoint.Name}': {Cure}"
        : null;

    private static bool CreatesAttribute(object item) => (item switch
    {
        TypeFilterAttribute filter => filter.ImplementationType,
        ServiceFilterAttribute filter => filter.ServiceType,
        _ => null,
    })?.IsAssignableTo(typeof(IRequirementMetadata)) == true;
}
