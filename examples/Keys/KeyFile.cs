using System.Security.Cryptography;

namespace Keys;

/// <summary>The key of the example, made on the first run. Elsewhere it comes from where secrets are kept.</summary>
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
        // For its owner alone.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(key.ExportPkcs8PrivateKeyPem());
    }
}
