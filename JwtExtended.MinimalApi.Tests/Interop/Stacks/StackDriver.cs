using System.Text.Json;
using System.Text.Json.Serialization;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>Runs the stacks of a language, all cases in one process.</summary>
/// <param name="Name">The language.</param>
/// <param name="Stacks">The names of the stacks, in order.</param>
/// <param name="Algorithms">The algorithms that take part.</param>
/// <param name="SolveAsync">Solves the cases.</param>
internal sealed record StackDriver(
    string Name, string[] Stacks, JwtAlgorithm[] Algorithms, Func<StackRequest, Task<StackResult[]>> SolveAsync)
{
    // The interpreter of Debian has Debian's libraries; another one may come first in the path.
    private const string Python = "/usr/bin/python3";

    private static readonly string Scripts =
        Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Interop", "Stacks", "scripts");

    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly JwtAlgorithm[] Every = Enum.GetValues<JwtAlgorithm>();


    /// <summary>Gets one algorithm of each family: a tool is a process for each token.</summary>
    public static JwtAlgorithm[] Few { get; } = [JwtAlgorithm.HS256, JwtAlgorithm.RS256, JwtAlgorithm.PS256, JwtAlgorithm.ES256];

    /// <summary>Gets the stacks that only read.</summary>
    public static string[] Readers { get; } = ["express-jwt", "djangorestframework-simplejwt", "rhonabwy"];

    /// <summary>Gets what stacks do not accept by rules of their own, although the standard allows it, with the reason.</summary>
    public static IReadOnlyDictionary<(string Stack, string Case), string> Limits { get; } = new Dictionary<(string, string), string>
    {
        [("Crypt::JWT", "two audiences")] = "compares the claim with one text",
        [("jsrsasign", "two audiences")] = "accepts an array only when each of its audiences is expected",
    };

    public static StackDriver[] All { get; } =
    [
        new("C#", ["Microsoft.IdentityModel.JsonWebTokens", "jose-jwt", "JWT"], Every, DotNetStacks.RunAsync),
        new("JavaScript", ["jsonwebtoken", "jose", "fast-jwt", "jws", "njwt", "jsrsasign", "express-jwt"], Every, RunNodeAsync),
        new(
            "Python",
            ["PyJWT", "Authlib", "python-jose", "jwcrypto", "Flask-JWT-Extended", "djangorestframework-simplejwt"],
            Every,
            request => RunAsync(Python, ["stacks.py"], request)),
        new("Perl", ["Crypt::JWT", "Mojo::JWT"], Every, request => RunAsync("/usr/bin/perl", ["stacks.pl"], request)),
        new("Ruby", ["ruby-jwt", "json-jwt"], Every, request => RunAsync("/usr/bin/ruby", ["stacks.rb"], request)),
        new("C", ["cjose"], Every, RunCAsync),
        new("tools", ["jose (latchset)", "rhonabwy", "golang-jwt"], Few, request => RunAsync(Python, ["tools.py"], request)),
    ];

    public override string ToString() => Name;

    private static async Task<StackResult[]> RunNodeAsync(StackRequest request) =>
        (await NodeScript.RunAsync<StackRequest, StackResult[]>("stacks.js", [request]))[0];

    private static async Task<StackResult[]> RunCAsync(StackRequest request)
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "stacks");
        await ForeignProgram.RunAsync(Scripts, "gcc", ["-o", program, "stacks.c", "-lcjose", "-ljansson"]);
        var version = await ForeignProgram.RunAsync(Scripts, "dpkg-query", ["-W", "-f", "${Version}", "libcjose-dev"]);
        return await RunAsync(program, [version], request);
    }

    private static async Task<StackResult[]> RunAsync(string program, string[] arguments, StackRequest request) =>
        JsonSerializer.Deserialize<StackResult[]>(
            await ForeignProgram.RunAsync(Scripts, program, arguments, JsonSerializer.Serialize(request, Json)), Json)!;
}
