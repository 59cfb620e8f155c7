using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>
/// Stores keys in a folder. An entry is a folder with one file, which gets its name when it is complete: no file system puts a folder in
/// the place of another that is not empty, so that of several processes one adds it, and none reads half of it.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="time">The clock.</param>
internal sealed class KeyFolder(string root, TimeProvider time) : IJwtKeyStore
{
    private const string FileName = "key";
    private const string Incomplete = ".tmp-";
    private const char UpperCase = '+';
    private const int MaxBytes = 64 * 1024;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // What was begun this long ago is not being written any more.
    private static readonly TimeSpan MaxWrite = TimeSpan.FromHours(1);

    public ValueTask<IReadOnlyList<StoredKey>> ListKeysAsync(string group, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<StoredKey>>(() => List(group), cancellationToken);

    public ValueTask<bool> TryAddKeyAsync(string group, StoredKey key, CancellationToken cancellationToken) =>
        Run(() => TryAdd(group, key), cancellationToken);

    public async ValueTask DeleteKeyAsync(string group, string id, CancellationToken cancellationToken) =>
        await Run(
            () =>
            {
                Delete(PathOf(group, id));
                return true;
            },
            cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => Run(time.GetUtcNow, cancellationToken);

    private static ValueTask<T> Run<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        try
        {
            return ValueTask.FromResult(call());
        }
        catch (Exception e)
        {
            return ValueTask.FromException<T>(e);
        }
    }

    private List<StoredKey> List(string group)
    {
        var entries = new List<StoredKey>();
        var folder = new DirectoryInfo(PathOf(group));
        if (!folder.Exists)
            return entries;
        foreach (var entry in folder.EnumerateDirectories())
        {
            if (entry.Name.StartsWith(Incomplete, StringComparison.Ordinal))
                DeleteAbandoned(entry);
            else if (Read(Path.Combine(entry.FullName, FileName)) is { } text)
                entries.Add(new StoredKey(ReadName(entry.Name), text));
        }

        return entries;
    }

    // Null if the entry was deleted meanwhile.
    private static string? Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MaxBytes } ? "" : File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private bool TryAdd(string group, StoredKey key)
    {
        var target = PathOf(group, key.Id);
        if (Directory.Exists(target))
            return false;
        CreateFolder(PathOf(group));
        var next = NewTemporary(PathOf(group));
        CreateFolder(next);
        try
        {
            Write(Path.Combine(next, FileName), key.Value);
            Directory.Move(next, target);
            return true;
        }
        catch (IOException) when (Directory.Exists(target))
        {
            return false;
        }
        finally
        {
            Delete(next);
        }
    }

    // Not at once with its content: a process that lists the folder sees the entry as it was, or not at all.
    private static void Delete(string path)
    {
        if (!Directory.Exists(path))
            return;
        var gone = NewTemporary(Path.GetDirectoryName(path)!);
        try
        {
            Directory.Move(path, gone);
            Directory.Delete(gone, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process was faster.
        }
    }

    // Of a process that was killed.
    private void DeleteAbandoned(DirectoryInfo folder)
    {
        try
        {
            if (folder.LastWriteTimeUtc < time.GetUtcNow().UtcDateTime - MaxWrite)
                folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It holds nothing in clear, and does no harm.
        }
    }

    private static string NewTemporary(string folder) =>
        Path.Combine(folder, Incomplete + RandomNumberGenerator.GetHexString(16, lowercase: true));

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        using (var writer = new StreamWriter(file, leaveOpen: true))
            writer.Write(text);
        // A name that survives a failure of the machine must not have lost its content.
        file.Flush(flushToDisk: true);
    }

    // A mark in front of upper-case letters: some file systems take upper and lower case for the same.
    private static string NameOf(string text)
    {
        if (text.Length is 0 or > 128 || text.AsSpan().ContainsAnyExcept(Allowed))
            throw new ArgumentException($"'{text}' is not a name of 1 to 128 characters of [A-Za-z0-9_-].", nameof(text));
        return string.Concat(text.Select(static c => char.IsAsciiLetterUpper(c) ? $"{UpperCase}{char.ToLowerInvariant(c)}" : $"{c}"));
    }

    private static string ReadName(string name)
    {
        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
            text.Append(name[i] == UpperCase && i + 1 < name.Length ? char.ToUpperInvariant(name[++i]) : name[i]);
        return text.ToString();
    }

    private string PathOf(string group) => Path.Combine(root, NameOf(group));

    private string PathOf(string group, string id) => Path.Combine(root, NameOf(group), NameOf(id));
}
