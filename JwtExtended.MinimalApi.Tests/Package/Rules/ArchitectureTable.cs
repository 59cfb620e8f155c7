namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>What the rules allow in this repository. A folder is one step of the work; "" is the root with the public types.</summary>
internal static class ArchitectureTable
{
    public const int LargestCycle = 7;

    public const int MostParameters = 5;

    public const int MostLines = 300;

    /// <summary>Vocabulary: every folder may use these two.</summary>
    public static string[] Everywhere { get; } = ["Tokens", "Diagnostics"];

    /// <summary>The folders that a folder uses beside itself, the root's public values and those that all may use.</summary>
    public static IReadOnlyDictionary<string, string[]> MayUse { get; } = new Dictionary<string, string[]>
    {
        ["Diagnostics"] = [],
        ["Tokens"] = ["Diagnostics"],
        ["Keys"] = ["Keys/Strength"],
        ["Keys/Strength"] = [],
        ["Keys/Ring"] = ["Keys", "Keys/Publishing"],
        ["Keys/Publishing"] = ["Keys"],
        ["Validation"] = ["Keys", "Keys/Ring"],
        ["Issuing"] = ["Keys/Ring"],
        ["Revocation"] = [],
        ["Revocation/Memory"] = [],
        ["Revocation/Caching"] = [],
        ["Cookies"] = [],
        ["Locations"] = ["Cookies"],
        ["Responses"] = [],
        ["Sessions"] = ["Validation", "Issuing", "Revocation", "Cookies", "Locations"],
        ["Authentication"] = ["Validation", "Revocation", "Locations", "Cookies", "Sessions", "Responses"],
        ["Endpoints"] = ["Authentication", "Locations", "Cookies", "Sessions", "Responses", "Keys/Publishing"],
        ["Configuration"] = [FolderRule.Everything],
        [""] = [FolderRule.Everything],
    };

    /// <summary>The root's services, beside its extension methods: what an application calls.</summary>
    public static string[] Services { get; } = [nameof(Jwt), nameof(JwtService)];

    public static string[] MayUseServices { get; } = ["", "Configuration"];

    /// <summary>The folders, or single files, that see a type of ASP.NET Core; all others are testable without a host.</summary>
    public static IReadOnlyDictionary<string, string[]> MaySee { get; } = new Dictionary<string, string[]>
    {
        ["Microsoft.AspNetCore.Http.HttpContext"] =
        [
            "Tokens/TokenFeature.cs", "Tokens/TokenBinderAttribute.cs", "Responses", "Cookies", "Sessions", "Authentication", "Endpoints",
            "",
        ],
        // A location reads the request and nothing behind it.
        ["Microsoft.AspNetCore.Http.HttpRequest"] = ["Locations", "Cookies", "Sessions", "Authentication", "Endpoints", "SessionStart.cs"],
        ["Microsoft.AspNetCore.Http.HttpResponse"] =
            ["Tokens/ITokenFeature.cs", "Responses", "Cookies", "Sessions", "Authentication", "Endpoints", ""],
        // CSRF protection depends on the methods that an endpoint lists.
        ["Microsoft.AspNetCore.Http.Endpoint"] =
        [
            "Tokens/ITokenFeature.cs", "Tokens/TokenFeature.cs", "Cookies/CsrfCheck.cs", "Keys/Publishing/KeyPublication.cs",
            "Authentication", "Endpoints", "JwtEndpointMetadataExtensions.cs",
        ],
        // Refresh handlers get the services of the request, and IProblemDetailsService is one of them.
        ["System.IServiceProvider"] = ["Responses/ErrorResponder.cs", "Sessions", "Endpoints", "Configuration", ""],
    };

    /// <summary>What the compiler reports of sources whose generators did not run: partial methods, and the JSON context.</summary>
    public static string[] GeneratorErrors { get; } = ["CS8795", "CS0762", "CS0534", "CS7036", "CS0117", "CS8821"];
}
