using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Turns off the antiforgery validation that a form parameter (<c>[FromForm]</c>, <c>IFormFile</c>) brings by itself, where no request
/// passes without a token that a page of another site cannot send.
/// </summary>
internal sealed class FormAntiforgery : IAntiforgeryMetadata
{
    // Of the metadata that the request delegate generator writes into the application.
    private const string GeneratedNamespace = "Microsoft.AspNetCore.Http.Generated";

    private static readonly FormAntiforgery Off = new();

    private FormAntiforgery()
    {
    }

    public bool RequiresValidation => false;

    /// <summary>Adds the metadata where it applies. The last one of its kind decides, and this one is added last.</summary>
    public static void AddTo(EndpointBuilder endpoint)
    {
        // Conventions run several times, and one in between may have made the token optional.
        while (endpoint.Metadata.Remove(Off))
        {
        }

        if (IsBroughtByForm(endpoint.Metadata)
            && EndpointProtectionRegistry.Find(endpoint.ApplicationServices) is { } protection
            && protection.PreventsForgery(new EndpointMetadataCollection(endpoint.Metadata)))
        {
            endpoint.Metadata.Add(Off);
        }
    }

    // What the application asked for itself stays, wherever it stands.
    private static bool IsBroughtByForm(IEnumerable<object> metadata)
    {
        var required = metadata.OfType<IAntiforgeryMetadata>().Where(static item => item.RequiresValidation).ToArray();
        return required.Length > 0 && Array.TrueForAll(required, IsInferred);
    }

    private static bool IsInferred(IAntiforgeryMetadata metadata)
    {
        var type = metadata.GetType();
        return type.Assembly == typeof(RequestDelegateFactory).Assembly || type.Namespace == GeneratedNamespace;
    }
}
