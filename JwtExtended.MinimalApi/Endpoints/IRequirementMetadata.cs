namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Metadata of an endpoint that says something about tokens: a call on it or on its group, or an attribute.</summary>
internal interface IRequirementMetadata
{
    /// <summary>What it requires.</summary>
    RequirementPart Part { get; }
}
