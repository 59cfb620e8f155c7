namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>What differs between the versions of .NET that the tests run on.</summary>
internal static class DotNet
{
    /// <summary>
    /// Whether ASP.NET Core checks by itself which site a form comes from, where it is to be checked and the application does not call
    /// <c>UseAntiforgery()</c>. Earlier versions respond with a 500.
    /// </summary>
    public static bool ChecksFormsByOrigin => Environment.Version.Major >= 11;

    /// <summary>
    /// Whether ASP.NET Core runs no endpoint with a policy that no middleware has evaluated. Earlier versions look at <c>[Authorize]</c>
    /// alone.
    /// </summary>
    public static bool InsistsOnPolicies => Environment.Version.Major >= 11;

    /// <summary>Whether SignalR can replace the token of a connection while it lasts.</summary>
    public static bool RefreshesConnections => Environment.Version.Major >= 11;
}
