using NUnit.Framework.Interfaces;

namespace JwtExtended.MinimalApi.Mutation.Workers;

/// <summary>Lets some tests run, and the suites that contain them.</summary>
internal sealed class TestSelection : ITestFilter
{
    private readonly HashSet<string> _ids = [];

    public TestSelection(IEnumerable<ITest> tests)
    {
        foreach (var test in tests)
        {
            for (var part = test; part is not null && _ids.Add(part.Id); part = part.Parent)
            {
            }
        }
    }

    public bool Pass(ITest test) => _ids.Contains(test.Id);

    public bool Pass(ITest test, bool negated) => _ids.Contains(test.Id);

    public bool IsExplicitMatch(ITest test) => false;

    public TNode ToXml(bool recursive) => new("filter");

    public TNode AddToXml(TNode parentNode, bool recursive) => parentNode.AddElement("filter");
}
