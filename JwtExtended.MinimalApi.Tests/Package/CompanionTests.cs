using System.Reflection;
using JwtExtended.MinimalApi.Tests.Package.Rules;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>The companion packages are built like the package itself.</summary>
public sealed class CompanionTests
{
    private static readonly Assembly[] Companions = ProductCode.Companions;

    [TestCaseSource(nameof(Companions))]
    public void Every_public_type_is_in_the_one_public_namespace(Assembly companion) =>
        companion.GetExportedTypes().Select(type => type.Namespace).Distinct().Should().Equal("JwtExtended.MinimalApi");

    [TestCaseSource(nameof(Companions))]
    public void Every_internal_class_is_sealed_or_static(Assembly companion) =>
        // Applications may use proxies of EF Core for all of their entities.
        Check(companion, new SealedRule(nameof(JwtRevocationRow), nameof(JwtSessionRow), nameof(JwtKeyRow)));

    [TestCaseSource(nameof(Companions))]
    public void A_file_is_its_type(Assembly companion) =>
        Check(companion, new LayoutRule(ArchitectureTable.MostLines, "JwtExtended.MinimalApi", companion.GetName().Name!));

    [TestCaseSource(nameof(Companions))]
    public void Only_public_types_of_the_package_are_used(Assembly companion) =>
        Check(companion, new PublicSurfaceRule(ProductCode.Package));

    [TestCaseSource(nameof(Companions))]
    public void Few_files_use_each_other_in_a_circle(Assembly companion) => Check(companion, new CycleRule(ArchitectureTable.LargestCycle));

    [TestCaseSource(nameof(Companions))]
    public void No_internal_member_is_for_tests_alone(Assembly companion) => Check(companion, new UnusedMemberRule());

    [TestCaseSource(nameof(Companions))]
    public void A_constructor_has_few_parameters(Assembly companion) =>
        Check(companion, new ConstructorRule(ArchitectureTable.MostParameters));

    [TestCaseSource(nameof(Companions))]
    public void The_sources_compile_but_for_what_generators_add(Assembly companion) => ProductCode.Of(companion).ShouldBind();

    [Test]
    public void The_packages_depend_on_each_other_in_one_direction()
    {
        foreach (var companion in Companions)
        {
            companion.GetReferencedAssemblies().Select(name => name.Name).Should().Contain("JwtExtended.MinimalApi");
            typeof(Jwt).Assembly.GetReferencedAssemblies().Select(name => name.Name).Should().NotContain(companion.GetName().Name);
        }
    }

    private static void Check(Assembly companion, IRule rule) => rule.ShouldHold(ProductCode.Of(companion));
}
