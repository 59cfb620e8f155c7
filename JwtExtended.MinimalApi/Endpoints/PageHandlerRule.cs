namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds attributes on the handlers of pages, where they do nothing: a page is protected as a whole.</summary>
internal static class PageHandlerRule
{
    public static string? Check(ValidatedEndpoint endpoint)
    {
        var handler = ActionParameters.Handlers(endpoint.Endpoint.Metadata)
            .FirstOrDefault(static method => MethodRequirements.Of(method) is not null);
        return handler is null ? null :
            $"Endpoint '{endpoint.Name}' has an attribute on its handler '{handler.Name}', and pages are protected as a whole. "
            + "Put it on the page model.";
    }
}
