// dotnet tool restore && dotnet cake [--target=Test] [--configuration=Release]
var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");
var solution = "./JwtExtended.MinimalApi.slnx";
var artifacts = "./artifacts";

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

Task("Pack").IsDependentOn("Build").Does(() =>
{
    foreach (var package in new[] { "JwtExtended.MinimalApi", "JwtExtended.MinimalApi.Redis", "JwtExtended.MinimalApi.EntityFrameworkCore" })
    {
        DotNetPack($"./{package}/{package}.csproj", new DotNetPackSettings
        {
            Configuration = configuration,
            NoBuild = true,
            NoRestore = true,
            OutputDirectory = artifacts,
        });
    }
});

Task("Default").IsDependentOn("Format").IsDependentOn("Test").IsDependentOn("Pack");

RunTarget(target);
