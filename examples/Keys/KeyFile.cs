using System.Security.Cryptography;

namespace Keys;

/// <summary>The key of the example, created on the first run. A real application reads it from a secret store.</summary>
internal static class KeyFile
{
    public static string Ensure(string path)
    {
        if (!File.Exists(path))
            Create(path);
        return path;
    }

    private static void Create(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // Readable only by its owner.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(key.ExportPkcs8PrivateKeyPem());
    }
}
