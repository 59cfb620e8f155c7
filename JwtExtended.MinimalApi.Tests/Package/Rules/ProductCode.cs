using System.Collections.Concurrent;
using System.Reflection;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>The sources of the package and its companions, read once a run.</summary>
internal static class ProductCode
{
    private static readonly Lazy<SourceCode> PackageCode = new(() => Read("JwtExtended.MinimalApi"));

    private static readonly ConcurrentDictionary<Assembly, Lazy<SourceCode>> CompanionCode = new();

    /// <summary>The packages beside the first one.</summary>
    public static Assembly[] Companions { get; } =
    [
        typeof(RedisRevocationOptions).Assembly,
        typeof(JwtRevocationRow).Assembly,
        typeof(JwtOpenApiOptionsExtensions).Assembly,
        typeof(JwtStoreContract).Assembly,
    ];

    public static Assembly[] Packages { get; } = [typeof(Jwt).Assembly, .. Companions];

    public static IEnumerable<string> Names => Packages.Select(static package => package.GetName().Name!);

    public static SourceCode Package => PackageCode.Value;

    public static IEnumerable<SourceCode> All => Packages.Select(Of);

    public static SourceCode Of(Assembly package) => package == typeof(Jwt).Assembly
        ? Package
        : CompanionCode.GetOrAdd(package, static assembly => new(() => Read(assembly.GetName().Name!, Package))).Value;

    private static SourceCode Read(string project, params SourceCode[] projects) =>
        SourceCode.Read(Path.Combine(Repository.Root, project), projects);
}
