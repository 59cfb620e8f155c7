using System.Security.Cryptography;
using JwtExtended.MinimalApi;

namespace Sessions;

/// <summary>
/// The key of the example, created on the first run: a session survives a restart only if the key does. A real application reads it from a
/// secret store.
/// </summary>
internal static class SecretFile
{
    private const int Bytes = 32;

    public static JwtKey Ensure(string path)
    {
        if (!File.Exists(path))
            Create(path);
        return JwtKey.FromSecret(File.ReadAllText(path));
    }

    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // Readable only by its owner.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write("base64:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)));
    }
}
