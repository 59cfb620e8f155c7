using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>A folder is a step of the work, and uses only the steps that the table names. A crossing shows as a using.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Diagnostics"] = [],
        ["Tokens"] = ["Diagnostics"],
        ["Keys"] = ["Tokens"],
        ["Keys/Ring"] = ["Keys", "Keys.Publishing", "Diagnostics"],
        ["Keys/Publishing"] = ["Keys", "Configuration"],
        ["Validation"] = ["Tokens", "Keys", "Keys.Ring"],
        ["Issuing"] = ["Tokens"],
        ["Revocation"] = ["Tokens", "Diagnostics"],
        ["Revocation/Memory"] = ["Tokens"],
        ["Revocation/Caching"] = [],
        ["Responses"] = ["Diagnostics", "Tokens", "Sessions"],
        ["Cookies"] = ["Tokens", "Diagnostics"],
        // Where a cookie is called as its rules say.
        ["Locations"] = ["Cookies", "Tokens"],
        ["Sessions"] = ["Tokens", "Validation", "Issuing", "Revocation", "Cookies", "Responses", "Authentication", "Configuration", "Diagnostics"],
        ["Authentication"] = ["Endpoints", "Sessions", "Locations", "Cookies", "Validation", "Revocation", "Responses", "Tokens"],
        ["Endpoints"] = ["Authentication", "Configuration", "Keys.Publishing", "Locations", "Cookies", "Sessions", "Responses", "Diagnostics", "Tokens"],
        ["Configuration"] = ["Diagnostics", "Tokens", "Responses", "Keys", "Keys.Ring", "Validation", "Issuing", "Revocation", "Revocation.Memory", "Sessions", "Locations", "Cookies", "Endpoints", "Authentication"],
        // The public types show what the steps make: a Token its claims, a descriptor its rules, a key its algorithm.
        [""] = ["Configuration", "Endpoints", "Authentication", "Tokens", "Issuing", "Revocation", "Revocation.Caching", "Sessions", "Cookies", "Keys", "Keys.Ring", "Keys.Publishing", "Responses"],
    };

    private static readonly string[] MaySeeHttpContext = ["Responses", "Locations", "Cookies", "Sessions", "Authentication", "Endpoints", ""];

    private static string Root => Path.Combine(Repository.Root, "JwtExtended.MinimalApi");

    private static IEnumerable<string> Folders => MayUse.Keys;

    [TestCaseSource(nameof(Folders))]
    public void A_folder_uses_only_what_it_may(string folder)
    {
        foreach (var (file, text) in FilesOf(folder))
        {
            var used = Usings().Matches(text).Select(match => match.Groups[1].Value).Where(name => name != folder.Replace('/', '.'));
            used.Should().BeSubsetOf(MayUse[folder], "{0} is in the folder '{1}'", file, folder);
        }
    }

    [TestCaseSource(nameof(Folders))]
    public void Only_the_outer_steps_see_a_request(string folder)
    {
        foreach (var (file, text) in FilesOf(folder))
        {
            if (!MaySeeHttpContext.Contains(folder))
                text.Should().NotContain("HttpContext", "{0} is testable without a host", file);
        }
    }

    [TestCaseSource(nameof(Folders))]
    public void A_namespace_is_its_folder_and_a_file_its_type(string folder)
    {
        foreach (var (file, text) in FilesOf(folder))
        {
            text.Should().Contain(folder.Length == 0 ? "namespace JwtExtended.MinimalApi;" : $"namespace JwtExtended.MinimalApi.{folder.Replace('/', '.')};", file);
            text.Should().MatchRegex($@"\b(class|struct|record|enum|interface) {Path.GetFileNameWithoutExtension(file)}\b", file);
            text.Split('\n').Length.Should().BeLessThanOrEqualTo(301, file);
        }
    }

    [Test]
    public void Every_folder_is_in_the_table() =>
        Directory.GetDirectories(Root).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj" or "buildTransitive")).Should().BeSubsetOf(MayUse.Keys);

    [Test]
    public void Every_internal_class_is_sealed_or_static() =>
        typeof(Jwt).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && type.Namespace?.StartsWith("JwtExtended", StringComparison.Ordinal) == true)
            .Should().BeEmpty();

    [Test]
    public void The_package_depends_on_jose_jwt_and_the_framework_alone()
    {
        var references = typeof(Jwt).Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();

        references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.", StringComparison.Ordinal)).Should().Equal("jose-jwt");
        var framework = Path.GetDirectoryName(typeof(HttpContext).Assembly.Location)!;
        references.Where(name => name.StartsWith("Microsoft.", StringComparison.Ordinal)).Should().AllSatisfy(name => File.Exists(Path.Combine(framework, name + ".dll")).Should().BeTrue(name));
    }

    [Test]
    public void Every_public_type_is_in_the_one_public_namespace() =>
        typeof(Jwt).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct().Should().Equal("JwtExtended.MinimalApi");

    private static IEnumerable<(string File, string Text)> FilesOf(string folder) =>
        Directory.GetFiles(Path.Combine(Root, folder), "*.cs").Select(file => (file, File.ReadAllText(file)));

    [GeneratedRegex(@"^using JwtExtended\.MinimalApi\.([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Usings();
}
