using System.Runtime.CompilerServices;

namespace JwtExtended.MinimalApi.Tests.Support;

internal static class HostDefaults
{
    // Every app would watch its appsettings: hundreds of them come near the limit of watchers that a user has (128 by default on Linux).
    [ModuleInitializer]
    public static void WatchNothing() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
