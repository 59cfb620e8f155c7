using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A file in its own folder, deleted with the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-extended-");

    public TemporaryFile(string text)
    {
        Path = System.IO.Path.Combine(_folder.FullName, RandomNumberGenerator.GetHexString(8));
        Write(text);
    }

    public string Path { get; }

    /// <summary>Replaces the file atomically, as deployments do.</summary>
    public void Write(string text)
    {
        var next = Path + ".next";
        File.WriteAllText(next, text);
        File.Move(next, Path, overwrite: true);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
