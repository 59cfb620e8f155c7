namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A folder that is deleted with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-extended-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
