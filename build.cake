// dotnet tool restore && dotnet cake [--target=Test] [--configuration=Release]
var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");
var solution = "./JwtExtended.MinimalApi.slnx";
var artifacts = "./artifacts";
var packages = new[]
{
    "JwtExtended.MinimalApi", "JwtExtended.MinimalApi.Redis", "JwtExtended.MinimalApi.EntityFrameworkCore", "JwtExtended.MinimalApi.OpenApi",
    "JwtExtended.MinimalApi.Testing",
};

Task("Clean").Does(() =>
{
    CleanDirectory(artifacts);
    DotNetClean(solution, new DotNetCleanSettings { Configuration = configuration, Verbosity = DotNetVerbosity.Quiet });
});

Task("Restore").IsDependentOn("Clean").Does(() => DotNetRestore(solution));

Task("Build").IsDependentOn("Restore").Does(() =>
    DotNetBuild(solution, new DotNetBuildSettings { Configuration = configuration, NoRestore = true }));

Task("Format").IsDependentOn("Build").Does(() =>
{
    var arguments = new ProcessArgumentBuilder()
        .Append("format")
        .Append(solution)
        .Append("--no-restore")
        .Append("--verify-no-changes")
        .Append("--exclude-diagnostics")
        .Append("IDE0005");
    if (StartProcess("dotnet", new ProcessSettings { Arguments = arguments }) != 0)
        throw new CakeException("The code is not formatted. Run: dotnet format");
});

Task("Test").IsDependentOn("Build").Does(() =>
    DotNetTest(solution, new DotNetTestSettings { Configuration = configuration, NoBuild = true, NoRestore = true }));

Task("Pack").IsDependentOn("Build").Does(() => Pack(artifacts, noBuild: true));

// Two builds of one commit, in different folders, have the same bytes.
Task("Reproduce").Does(() =>
{
    var copies = new[] { "one", "two" }.Select(name => MakeAbsolute(Directory($"{artifacts}/reproduce/{name}"))).ToArray();
    CleanDirectory($"{artifacts}/reproduce");
    foreach (var copy in copies)
    {
        Run("git", $"worktree add --detach --force {copy.FullPath} HEAD");
        try
        {
            foreach (var package in packages)
                Run("dotnet", $"pack {copy.FullPath}/{package} -c Release -v quiet --nologo -p:ContinuousIntegrationBuild=true -o {copy.FullPath}.packages");
        }
        finally
        {
            Run("git", $"worktree remove --force {copy.FullPath}");
        }
    }

    foreach (var package in GetFiles($"{copies[0]}.packages/*.*nupkg"))
    {
        var hashes = copies.Select(copy => HashOfContents(new FilePath($"{copy}.packages/{package.GetFilename()}"))).Distinct().ToArray();
        if (hashes.Length != 1)
            throw new CakeException($"Two builds of {package.GetFilename()} differ: {artifacts}/reproduce.");
        Information($"{hashes[0]}  {package.GetFilename()}");
    }
});

Task("Sbom").Does(() =>
{
    CleanDirectory($"{artifacts}/sbom");
    var version = XmlPeek("./Directory.Build.props", "/Project/PropertyGroup/Version/text()");
    foreach (var package in packages)
    {
        Run("dotnet", $"tool run dotnet-CycloneDX {package}/{package}.csproj --output {artifacts}/sbom --filename {package}.cdx.json "
            + $"--output-format Json --disable-package-restore --no-serial-number --set-version {version} --set-type Library");
    }
});

// The pages are copied, because the site has another layout: the page of the package first, then the guides and the API.
Task("Docs").Does(() =>
{
    var (source, site) = ($"{artifacts}/docs", $"{artifacts}/site");
    CleanDirectory(source);
    CleanDirectory(site);
    CopyDirectory("./docs/site", source);
    CopyDirectory("./docs/site/public", $"{source}/template/public");
    CopyFile("./icon.png", $"{source}/icon.png");
    CopyPage("./JwtExtended.MinimalApi/README.md", $"{source}/index.md", path => path.StartsWith("../docs/") ? $"guide/{path[8..]}" : null, up: 1);
    CopyPage("./docs/llms.txt", $"{source}/llms.txt", path => $"guide/{path.Replace(".md", ".html")}", up: 1);
    foreach (var page in GetFiles("./docs/*.md").Concat(GetFiles("./docs/decisions/*.md")).Append("./docs/toc.yml"))
    {
        var path = MakeAbsolute(Directory("./docs")).GetRelativePath(MakeAbsolute(page)).FullPath;
        var outside = string.Concat(Enumerable.Repeat("../", path.Split('/').Length));
        CopyPage(
            page,
            $"{source}/guide/{path}",
            link => link == "llms.txt" ? "../llms.txt" : link.StartsWith(outside) ? null : link,
            path.Split('/').Length);
    }

    Run("dotnet", $"docfx {source}/docfx.json --warningsAsErrors");
    Information($"Open it: dotnet docfx serve {site}");
});

Task("Default").IsDependentOn("Format").IsDependentOn("Test").IsDependentOn("Pack");

RunTarget(target);

void Pack(string output, bool noBuild)
{
    foreach (var package in packages)
    {
        DotNetPack($"./{package}/{package}.csproj", new DotNetPackSettings
        {
            Configuration = configuration,
            NoBuild = noBuild,
            NoRestore = noBuild,
            OutputDirectory = output,
        });
    }
}

void Run(string tool, string arguments)
{
    if (StartProcess(tool, new ProcessSettings { Arguments = arguments }) is var code and not 0)
        throw new CakeException($"{tool} {arguments}: exit code {code}");
}

// A package is a ZIP file: its entries carry the time of packing, and two of them a random name.
string HashOfContents(FilePath package)
{
    using var archive = System.IO.Compression.ZipFile.OpenRead(package.FullPath);
    var contents = archive.Entries
        .Where(entry => !entry.FullName.StartsWith("_rels/") && !entry.FullName.StartsWith("package/"))
        .OrderBy(entry => entry.FullName, StringComparer.Ordinal)
        .Select(entry =>
        {
            using var content = entry.Open();
            return $"{entry.FullName} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content))}";
        });
    return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', contents))));
}

// A link is changed as the function says; one that the site does not have (null) leads to the repository.
void CopyPage(FilePath page, FilePath target, Func<string, string> change, int up)
{
    string Rename(string path) => path.Replace("README.md", "index.md");
    var repository = XmlPeek("./Directory.Build.props", "/Project/PropertyGroup/RepositoryUrl/text()");
    var text = System.Text.RegularExpressions.Regex.Replace(
        System.IO.File.ReadAllText(page.FullPath),
        @"\]\((?<path>[^)#:]+)(?<anchor>#[^)]*)?\)",
        link => change(link.Groups["path"].Value) is { } path
            ? $"]({Rename(path)}{link.Groups["anchor"].Value})"
            : $"]({repository}/blob/main/{link.Groups["path"].Value[(3 * up)..]}{link.Groups["anchor"].Value})");
    EnsureDirectoryExists(target.GetDirectory());
    System.IO.File.WriteAllText(Rename(target.FullPath), Rename(text));
}
