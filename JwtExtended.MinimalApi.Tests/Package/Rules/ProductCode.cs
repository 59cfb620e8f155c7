using System.Collections.Concurrent;
using System.Reflection;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>The sources of the package and its companions, read once a run.</summary>
internal static class ProductCode
{
    private static readonly Lazy<SourceCode> PackageCode = new(() => Read("JwtExtended.MinimalApi"));

    private static readonly ConcurrentDictionary<Assembly, Lazy<SourceCode>> Companions = new();

    public static SourceCode Package => PackageCode.Value;

    public static IEnumerable<SourceCode> All =>
    [
        Package, Of(typeof(RedisRevocationOptions).Assembly), Of(typeof(JwtRevocationRow).Assembly), Of(typeof(JwtStoreContract).Assembly),
    ];

    public static SourceCode Of(Assembly companion) =>
        Companions.GetOrAdd(companion, assembly => new(() => Read(assembly.GetName().Name!, Package))).Value;

    private static SourceCode Read(string project, params SourceCode[] projects) =>
        SourceCode.Read(Path.Combine(Repository.Root, project), projects);
}
