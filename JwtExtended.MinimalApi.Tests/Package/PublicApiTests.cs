using System.Reflection;
using JwtExtended.MinimalApi.Tests.Package.Rules;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>A change of the public API shows in a review.</summary>
public sealed class PublicApiTests
{
    private static readonly Assembly[] Packages = ProductCode.Packages;

    [TestCaseSource(nameof(Packages))]
    public void The_public_API_is_the_approved_one(Assembly package)
    {
        var approved = Path.Combine(Repository.Root, "docs/public-api", $"{package.GetName().Name}.txt");
        var text = PublicApiText.Of(ProductCode.Of(package).Compilation);

        if (!File.Exists(approved) || File.ReadAllText(approved) != text)
        {
            var received = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(approved));
            File.WriteAllText(received, text);
            Assert.Fail($"The public API changed. If that is meant: cp {received} {approved}");
        }
    }
}
