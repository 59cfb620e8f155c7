using JwtExtended.MinimalApi.Tests.Package.Rules;
using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package;

internal static class RuleAssertions
{
    public static void ShouldHold(this IRule rule, SourceCode code) =>
        string.Join('\n', rule.Check(code).Order(StringComparer.Ordinal)).Should().BeEmpty("{0} holds", rule.GetType().Name);

    /// <summary>Where a name did not bind, the rules would see nothing.</summary>
    public static void ShouldBind(this SourceCode code) =>
        code.Compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Where(error => !ArchitectureTable.GeneratorErrors.Contains(error.Id))
            .Should().BeEmpty();
}
