using Microsoft.AspNetCore.Antiforgery;

namespace Microsoft.AspNetCore.Http.Generated;

/// <summary>The metadata of a form as the request delegate generator writes it into an application.</summary>
internal sealed class AntiforgeryMetadata : IAntiforgeryMetadata
{
    public bool RequiresValidation => true;
}
