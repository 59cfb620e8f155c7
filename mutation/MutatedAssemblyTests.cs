using NUnit.Framework;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>The only test that Stryker runs: it keeps the assembly with the mutants, which Stryker removes at the end.</summary>
public sealed class MutatedAssemblyTests
{
    [Test]
    public void The_assembly_with_the_mutants_is_kept()
    {
        // Without any covered mutant, Stryker would doubt its coverage and run them all.
        Assert.That(static () => JwtKey.FromSecret(""), Throws.Exception);
        var assembly = typeof(JwtService).Assembly;
        if (!MutantSwitch.IsIn(assembly))
            return;

        File.Copy(assembly.Location, Injection.MutatedAssembly, overwrite: true);

        Assert.That(File.Exists(Injection.MutatedAssembly));
    }
}
