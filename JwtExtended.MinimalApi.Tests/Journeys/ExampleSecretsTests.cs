using System.Security.Cryptography;
using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

public sealed partial class ExampleSecretsTests
{
    [Test]
    public void No_example_contains_a_usable_secret_or_a_fixed_address()
    {
        var files = Files().ToArray();

        var findings = files.SelectMany(file => Suspicious().Matches(File.ReadAllText(file)).Select(found => $"{file}: {found.Value}"));

        files.Select(Path.GetFileName).Should().Contain(["Program.cs", "README.md", "launchSettings.json"]);
        findings.Should().BeEmpty();
    }

    [TestCaseSource(nameof(Planted))]
    public void What_an_example_must_not_contain_is_found(string text) => Suspicious().IsMatch(text).Should().BeTrue();

    private static IEnumerable<TestCaseData> Planted()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        yield return new TestCaseData("""cfg.SecretKey = "changeit";""").SetArgDisplayNames("assignment");
        yield return new TestCaseData("""{ "Jwt": { "SecretKey": "changeit" } }""").SetArgDisplayNames("appsettings");
        yield return new TestCaseData("""{ "Jwt:SecretKey": "changeit" }""").SetArgDisplayNames("flat appsettings");
        yield return new TestCaseData("export Jwt__SecretKey=changeit").SetArgDisplayNames("environment");
        yield return new TestCaseData("""builder.Configuration["Jwt:SecretKey"] = "changeit";""").SetArgDisplayNames("configuration");
        yield return new TestCaseData($"key: {Convert.ToBase64String(bytes)}").SetArgDisplayNames("base64");
        yield return new TestCaseData($"key: {Convert.ToHexString(bytes)}").SetArgDisplayNames("hex");
        yield return new TestCaseData(TestKeys.EcPem(ECCurve.NamedCurves.nistP256)).SetArgDisplayNames("PEM");
        yield return new TestCaseData("""{ "applicationUrl": "http://localhost:5000" }""").SetArgDisplayNames("address");
    }

    private static IEnumerable<string> Files()
    {
        var examples = Path.Combine(Repository.Root, "examples");
        // The hashes of packages are no secrets.
        return Directory.EnumerateFiles(examples, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetFileName(file) != "packages.lock.json")
            .Where(
                file => !Path.GetRelativePath(examples, file).Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"));
    }

    // A key by name; 32 bytes or more as base64, base64url or hexadecimal; a PEM; an address that pins the port.
    [GeneratedRegex("""(Secret|Private|Public)Key["'\]]*\s*[:=]|[A-Za-z0-9+/_-]{43,}|-----BEGIN|applicationUrl""", RegexOptions.IgnoreCase)]
    private static partial Regex Suspicious();
}
