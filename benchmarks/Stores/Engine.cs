using JwtExtended.MinimalApi.Benchmarks.Stores;

// The name by which the linked files know it.
namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>Skips a benchmark whose database engine is not installed.</summary>
internal static class Engine
{
    public static void Missing(string program, string package) =>
        throw new EngineMissingException($"skipped: the program '{program}' is not installed. Install it with: apt-get install {package}");
}
