namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A folder that is deleted with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const int MaxAttempts = 100;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-extended-");

    public string Path => _folder.FullName;

    public void Dispose()
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                _folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempts < MaxAttempts)
            {
                // A write that was on its way has added a file meanwhile.
                Thread.Yield();
            }
        }
    }
}
