using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

public sealed class KeyFolderContractTests : KeyStoreContractTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<IJwtKeyStore> OpenAsync() =>
        Task.FromResult<IJwtKeyStore>(new KeyFolder(Path.Combine(_folder.Path, "keys"), TimeProvider.System));
}
