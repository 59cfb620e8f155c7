using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Http;

/// <summary>The key and the tokens of one run for one algorithm, as files of a temporary folder.</summary>
internal sealed class TokenFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-benchmarks-");

    public string Key => Path.Combine(_folder.FullName, "key");

    /// <summary>Few enough tokens that all of them are cached.</summary>
    public string Known => Path.Combine(_folder.FullName, "known");

    /// <summary>So many tokens that each one is evicted before it is used again.</summary>
    public string FirstSight => Path.Combine(_folder.FullName, "first-sight");

    public static async Task<TokenFiles> CreateAsync(JwtAlgorithm algorithm, int known, int firstSight)
    {
        var files = new TokenFiles();
        var key = BenchmarkKey.Generate(algorithm);
        await File.WriteAllTextAsync(files.Key, key.ToText());
        await using var host = JwtHost.Create(key);
        var tokens = new string[Math.Max(known, firstSight)];
        Parallel.For(0, tokens.Length, i => tokens[i] = host.CreateToken());
        await File.WriteAllLinesAsync(files.Known, tokens.Take(known));
        await File.WriteAllLinesAsync(files.FirstSight, tokens.Take(firstSight));
        return files;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
