using System.Reflection;
using JwtExtended.MinimalApi.Tests.Package.Documentation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag.CodeGeneration.CSharp;

namespace JwtExtended.MinimalApi.Tests.OpenApi;

/// <summary>A client that NSwag generates from the document of docs/openapi.md signs in, refreshes and calls.</summary>
public sealed class GeneratedClientTests
{
    // What an application writes around its generated client.
    private const string Driver = """
        using System.Net.Http;
        using System.Net.Http.Headers;
        using System.Threading.Tasks;
        using Generated;

        public static class Driver
        {
            public static async Task<string[]> RunAsync(string address)
            {
                using var http = new HttpClient();
                var client = new ShopClient(http) { BaseUrl = address };
                var login = await client.LoginAsync("alice");
                Present(login.Refresh_token);
                var pair = await client.RefreshAsync();
                Present(pair.Access_token);
                var name = (await client.MeAsync()).Name;
                var denied = "";
                try
                {
                    await client.ReportsAsync();
                }
                catch (ApiException<JwtProblem> e)
                {
                    denied = $"{e.StatusCode} {e.Result.Code}";
                }

                await client.LogoutAsync();
                http.DefaultRequestHeaders.Authorization = null;
                return [name, denied, (await client.GreetingAsync()).Name];

                void Present(string token) => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
        }
        """;

    [Test]
    public async Task A_generated_client_signs_in_refreshes_and_calls()
    {
        await using var app = await DocumentedApp.StartAsync(DocumentedToolTests.ProgramWith("AddOpenApi("));
        using var http = new HttpClient { BaseAddress = new Uri(app.ActualAddress) };
        var document = await NSwag.OpenApiDocument.FromJsonAsync((await ApiDocument.GetAsync(http)).Text);
        var generator = new CSharpClientGenerator(document, new CSharpClientGeneratorSettings
        {
            ClassName = "ShopClient",
            CSharpGeneratorSettings = { Namespace = "Generated", JsonLibrary = CSharpJsonLibrary.SystemTextJson },
        });

        var run = Compile(generator.GenerateFile(), Driver).GetType("Driver")!.GetMethod("RunAsync")!;
        var results = await (Task<string[]>)run.Invoke(null, [app.ActualAddress])!;

        results.Should().Equal("alice", "403 Access_denied", "stranger");
    }

    private static Assembly Compile(params string[] sources)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Generated",
            sources.Select(static source => CSharpSyntaxTree.ParseText(source)),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return Assembly.Load(image.ToArray());
    }
}
