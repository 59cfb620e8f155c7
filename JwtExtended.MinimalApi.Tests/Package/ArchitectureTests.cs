using JwtExtended.MinimalApi.Tests.Package.Rules;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>A folder is a step of the work, and uses only the steps that the table names. The compiler says what uses what.</summary>
public sealed class ArchitectureTests
{
    [Test]
    public void A_folder_uses_only_what_it_may() => Check(new FolderRule(ArchitectureTable.MayUse, ArchitectureTable.Everywhere));

    [Test]
    public void What_a_folder_may_use_it_uses() =>
        new FolderRule(ArchitectureTable.MayUse, ArchitectureTable.Everywhere).Unused(ProductCode.Package)
            .Concat(new FrameworkTypeRule(ArchitectureTable.MaySee).Unused(ProductCode.Package))
            .Should().BeEquivalentTo(Array.Empty<string>());

    [Test]
    public void No_step_knows_the_entry_point_above_it() =>
        Check(new EntryPointRule(ArchitectureTable.Services, ArchitectureTable.MayUseServices));

    [Test]
    public void Only_the_outer_steps_see_a_request() => Check(new FrameworkTypeRule(ArchitectureTable.MaySee));

    [Test]
    public void The_root_holds_public_types_alone() => Check(new RootRule());

    [Test]
    public void Few_files_use_each_other_in_a_circle() => Check(new CycleRule(ArchitectureTable.LargestCycle));

    [Test]
    public void No_internal_member_is_for_tests_alone() => Check(new UnusedMemberRule());

    [Test]
    public void A_namespace_is_its_folder_and_a_file_its_type() =>
        Check(new LayoutRule(ArchitectureTable.MostLines, "JwtExtended.MinimalApi"));

    [Test]
    public void Every_internal_class_is_sealed_or_static() => Check(new SealedRule());

    [Test]
    public void A_constructor_has_few_parameters() => Check(new ConstructorRule(ArchitectureTable.MostParameters));

    [Test]
    public void Every_folder_is_in_the_table() =>
        ProductCode.Package.Trees.Select(tree => SourceCode.FolderOf(tree.FilePath)).Distinct()
            .Should().BeEquivalentTo(ArchitectureTable.MayUse.Keys);

    [Test]
    public void Every_type_of_the_framework_in_the_table_exists() =>
        ArchitectureTable.MaySee.Keys.Should().OnlyContain(type => ProductCode.Package.Compilation.GetTypeByMetadataName(type) != null);

    [Test]
    public void The_sources_compile_but_for_what_generators_add() => ProductCode.Package.ShouldBind();

    [Test]
    public void The_package_depends_on_jose_jwt_and_the_framework_alone()
    {
        var references = typeof(Jwt).Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();

        references
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal))
            .Where(name => !name.StartsWith("Microsoft.", StringComparison.Ordinal))
            .Should().Equal("jose-jwt");
        // Those of the extensions have moved from the one framework to the other in .NET 11.
        string[] frameworks = [FolderOf(typeof(HttpContext)), FolderOf(typeof(object))];
        references.Where(name => name.StartsWith("Microsoft.", StringComparison.Ordinal)).Should().AllSatisfy(name =>
            frameworks.Should().Contain(framework => File.Exists(Path.Combine(framework, name + ".dll")), name));
    }

    [Test]
    public void Every_public_type_is_in_the_one_public_namespace() =>
        typeof(Jwt).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct().Should().Equal("JwtExtended.MinimalApi");

    private static string FolderOf(Type type) => Path.GetDirectoryName(type.Assembly.Location)!;

    private static void Check(IRule rule) => rule.ShouldHold(ProductCode.Package);
}
