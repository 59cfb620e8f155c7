namespace JwtExtended.MinimalApi;

/// <summary>Default values for the integration with authentication and authorization of ASP.NET Core.</summary>
public static class JwtExtendedDefaults
{
    /// <summary>The name of the authentication scheme: <c>JwtExtended</c>.</summary>
    public const string AuthenticationScheme = "JwtExtended";
}
