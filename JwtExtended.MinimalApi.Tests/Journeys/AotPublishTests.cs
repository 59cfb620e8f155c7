using System.Xml.Linq;
using JwtExtended.MinimalApi.Tests.Package.Documentation;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>The first program of the README, compiled ahead of time.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class AotPublishTests
{
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(5);

    [Test]
    public async Task The_first_program_is_published_without_a_warning_and_runs()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/gcc"))
            Engine.Missing("gcc", "gcc zlib1g-dev");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "Shop.csproj"), Project());
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "Program.cs"), Document.Of("README.md").Blocks.First(static block => block.IsProgram).Code);

        var output = await Shell.RunAsync(
            "dotnet publish Shop.csproj -c Release --use-current-runtime -p:CppCompilerAndLinker=gcc -o published",
            folder.Path,
            PublishLimit);

        output.Should().NotContain("warning");
        await using var shop = await ExampleProcess.StartProgramAsync(Path.Combine(folder.Path, "published", "Shop"), folder.Path);
        var tokens = await shop.PostForTokensAsync("/login/alice");
        (await shop.GetAsync("/me", tokens.Access)).Should().BeOk();
        (await shop.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
        tokens = await shop.PostForTokensAsync("/refresh", tokens.Refresh);
        (await shop.PostAsync("/logout", tokens.Access)).IsSuccessStatusCode.Should().BeTrue();
        (await shop.GetAsync("/me", tokens.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    // As a reference to the package would: its assembly, its one dependency, and what it adds to a build.
    private static string Project()
    {
        var package = Path.Combine(Repository.Root, "JwtExtended.MinimalApi");
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var jose = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(static item => item.Attribute("Include")!.Value == "jose-jwt").Attribute("Version")!.Value;
        return $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <PublishAot>true</PublishAot>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="jose-jwt" Version="{jose}" />
                <Reference Include="{package}/bin/{output.Parent!.Name}/{output.Name}/JwtExtended.MinimalApi.dll" />
              </ItemGroup>
              <Import Project="{package}/buildTransitive/JwtExtended.MinimalApi.targets" />
            </Project>
            """;
    }
}
