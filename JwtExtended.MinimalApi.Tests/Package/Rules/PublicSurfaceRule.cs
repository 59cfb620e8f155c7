namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>A companion uses only what the package shows to everybody.</summary>
internal sealed class PublicSurfaceRule(SourceCode package) : IRule
{
    public IEnumerable<string> Check(SourceCode code) =>
        (from use in code.Uses
         where package.FileOf(use.Symbol) is not null && !Visibility.IsPublic(use.Symbol)
         select $"{use.File}:{use.Line} -> {package.FileOf(use.Symbol)} ({use.Symbol.Name} is internal)").Distinct();
}
