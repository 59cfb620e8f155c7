using System.Globalization;
using System.Runtime.Versioning;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>The tests run on the runtime that they are meant for: a later one runs the same assemblies.</summary>
public sealed class RuntimeTests
{
    private const string Target = "10";

    [Test]
    public void The_tests_run_on_the_runtime_that_was_asked_for()
    {
        var asked = int.Parse(Environment.GetEnvironmentVariable("TESTED_RUNTIME") ?? Target, CultureInfo.InvariantCulture);

        Environment.Version.Major.Should().Be(asked);
        typeof(HttpContext).Assembly.GetName().Version!.Major.Should().Be(asked);
    }

    [Test]
    public void The_package_is_built_for_one_target() =>
        typeof(Jwt).Assembly.GetCustomAttributes(typeof(TargetFrameworkAttribute), inherit: false).Cast<TargetFrameworkAttribute>()
            .Single().FrameworkName.Should().Be($".NETCoreApp,Version=v{Target}.0");
}
