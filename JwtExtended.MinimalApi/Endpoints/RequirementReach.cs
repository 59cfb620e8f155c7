namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>How near to an endpoint something was required: the nearest decides whether a token is required at all.</summary>
internal enum RequirementReach
{
    /// <summary>On a group.</summary>
    Group,

    /// <summary>On what maps many endpoints, such as all controllers.</summary>
    Endpoints,

    /// <summary>By an attribute of the handler or its class.</summary>
    Attribute,

    /// <summary>On the endpoint itself.</summary>
    Endpoint,
}
