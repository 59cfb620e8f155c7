using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

public sealed class FolderRotationTests : RotationTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal override IJwtKeyStore Open(RotatingNodes nodes) => new KeyFolder(_folder.Path, nodes.Time);
}
