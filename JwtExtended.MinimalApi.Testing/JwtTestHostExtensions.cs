using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to configure the application under test, in <c>WithWebHostBuilder(host => ...)</c>.</summary>
public static class JwtTestHostExtensions
{
    /// <summary>
    /// Gives the application a random key of its own, in place of <see cref="JwtOptions.SecretKey"/>, <see cref="JwtOptions.PrivateKey"/>
    /// and <see cref="JwtOptions.PublicKey"/>. It starts in every environment, and no test depends on a real key. An application that only
    /// verifies tokens of another one can issue its own then.
    /// </summary>
    /// <remarks>Keys that the application adds with <see cref="JwtOptions.Keys"/> stay, and the first of them signs.</remarks>
    /// <param name="host">The builder of the host.</param>
    /// <param name="algorithm">
    /// The algorithm of the key. The default is <see langword="null"/>: the one of <see cref="JwtOptions.Algorithm"/>, or HS256.
    /// </param>
    /// <returns>The same builder.</returns>
    public static IWebHostBuilder UseJwtTestKey(this IWebHostBuilder host, JwtAlgorithm? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.ConfigureServices(services => services.PostConfigure<JwtOptions>(options =>
        {
            options.SecretKey = options.PrivateKey = options.PublicKey = null;
            options.Keys.Add(JwtKey.Generate(algorithm ?? options.Algorithm ?? JwtAlgorithm.HS256));
        }));
    }

    /// <summary>
    /// Gives the application a clock that the test moves, usually a <c>FakeTimeProvider</c>: its <c>Advance</c> lets time pass, timers
    /// included, and its <c>AdjustTime</c> moves the clock alone, which is what a long time needs.
    /// </summary>
    /// <param name="host">The builder of the host.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The same builder.</returns>
    public static IWebHostBuilder UseTestTime(this IWebHostBuilder host, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(time);
        return host.ConfigureServices(services => services.AddSingleton(time));
    }
}
