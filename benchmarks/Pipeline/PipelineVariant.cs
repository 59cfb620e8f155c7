using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>One way to serve <c>GET /x</c>, in an app of its own.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Baseline">The name of the open route that it is compared with.</param>
/// <param name="Map">Adds the route, and what the app needs for it.</param>
internal sealed record PipelineVariant(string Name, string Baseline, Action<WebApplication> Map)
{
    /// <summary>Gets what is registered in the app's container.</summary>
    public Action<IServiceCollection> Register { get; init; } = static _ => { };

    /// <summary>Gets the line of the request with its credentials, made with the app's services.</summary>
    public required Func<IServiceProvider, string> Credentials { get; init; }

    /// <summary>Gets the expected status of a request without credentials.</summary>
    public int StatusWithoutCredentials { get; init; } = StatusCodes.Status200OK;
}
