using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>One way to serve a GET request. Variants with the same <see cref="Map"/> are routes of one app.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Baseline">The name of the open route that it is compared with.</param>
/// <param name="Map">Adds the routes of the app, and what they need.</param>
internal sealed record PipelineVariant(string Name, string Baseline, Action<WebApplication> Map)
{
    /// <summary>Gets the path of the route.</summary>
    public string Path { get; init; } = "/x";

    /// <summary>Gets what is registered in the app's container.</summary>
    public Action<IServiceCollection> Register { get; init; } = static _ => { };

    /// <summary>Gets the line of the request with its credentials, made with the app's services.</summary>
    public required Func<IServiceProvider, string> Credentials { get; init; }

    /// <summary>Gets the expected status of a request without credentials.</summary>
    public int StatusWithoutCredentials { get; init; } = StatusCodes.Status200OK;
}
