using System.Runtime.CompilerServices;

namespace JwtExtended.MinimalApi.Tests.Support;

internal static class HostDefaults
{
    // Every app would watch its appsettings: hundreds of them reach the limit of watchers of a user (128 by default on Linux).
    [ModuleInitializer]
    public static void WatchNothing() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
