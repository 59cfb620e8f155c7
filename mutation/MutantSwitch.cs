using System.Reflection;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>The class that Stryker injects, under another namespace each time, to activate a mutant and to note the covered ones.</summary>
internal static class MutantSwitch
{
    private const string TypeName = "MutantControl";

    public const int None = -1;

    private static readonly Type Control = typeof(JwtService).Assembly.GetTypes().Single(static type => type.Name == TypeName);
    private static readonly FieldInfo Active = Control.GetField("ActiveMutant")!;
    private static readonly MethodInfo Covered = Control.GetMethod("GetCoverageData")!;

    public static bool IsIn(Assembly assembly) => assembly.GetTypes().Any(static type => type.Name == TypeName);

    public static void Activate(int mutant) => Active.SetValue(null, mutant);

    public static void CaptureCoverage() => Control.GetField("CaptureCoverage")!.SetValue(null, true);

    /// <summary>Returns the mutants covered since the last call.</summary>
    /// <returns>All of them, and those among them that a static initializer covers.</returns>
    public static (int[] All, int[] Static) TakeCoverage()
    {
        var data = (IList<int>[])Covered.Invoke(null, null)!;
        return ([.. data[0].Union(data[1])], [.. data[1].Distinct()]);
    }
}
