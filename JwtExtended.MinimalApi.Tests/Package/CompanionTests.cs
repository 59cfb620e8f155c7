using System.Reflection;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>The companion packages are built like the package itself.</summary>
public sealed class CompanionTests
{
    private static readonly Assembly[] Companions = [typeof(RedisRevocationOptions).Assembly, typeof(JwtRevocationRow).Assembly];

    [TestCaseSource(nameof(Companions))]
    public void Every_public_type_is_in_the_one_public_namespace(Assembly companion) =>
        companion.GetExportedTypes().Select(type => type.Namespace).Distinct().Should().Equal("JwtExtended.MinimalApi");

    [TestCaseSource(nameof(Companions))]
    public void Every_internal_class_is_sealed_or_static(Assembly companion) =>
        companion.GetTypes()
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false, IsPublic: false } && type.Namespace?.StartsWith("JwtExtended", StringComparison.Ordinal) == true)
            .Should().BeEmpty();

    [TestCaseSource(nameof(Companions))]
    public void A_file_is_its_type(Assembly companion)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, companion.GetName().Name!), "*.cs"))
        {
            var text = File.ReadAllText(file);
            text.Should().MatchRegex($@"\b(class|struct|record|enum|interface) {Path.GetFileNameWithoutExtension(file)}\b", file);
            text.Split('\n').Length.Should().BeLessThanOrEqualTo(301, file);
        }
    }

    [Test]
    public void The_packages_depend_on_each_other_in_one_direction()
    {
        foreach (var companion in Companions)
        {
            companion.GetReferencedAssemblies().Select(name => name.Name).Should().Contain("JwtExtended.MinimalApi");
            typeof(Jwt).Assembly.GetReferencedAssemblies().Select(name => name.Name).Should().NotContain(companion.GetName().Name);
        }
    }
}
