namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>One rule about the sources of a project.</summary>
internal interface IRule
{
    /// <summary>Checks the sources.</summary>
    /// <returns>One line a violation; none when the rule holds.</returns>
    IEnumerable<string> Check(SourceCode code);
}
