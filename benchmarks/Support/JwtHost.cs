using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Benchmarks.Support;

/// <summary>An app that never listens, with the package set up in it.</summary>
internal sealed class JwtHost : IAsyncDisposable
{
    /// <summary>Issuer and audience of every token here.</summary>
    public const string Name = "https://api.example.com";

    /// <summary>The subject of tokens whose subject does not matter.</summary>
    public const string Subject = "f4b1c5de-30a7-4a4c-9e0f-0d2e8b6c7a19";

    /// <summary>The size of the cache of verified tokens, if one is used.</summary>
    public const int CacheSize = 4096;

    /// <summary>The longest life of a token, from its issue on: longer than any run.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private JwtHost(WebApplication app, JwtService jwt)
    {
        App = app;
        Jwt = jwt;
    }

    public WebApplication App { get; }

    public JwtService Jwt { get; }

    public static JwtHost Create(
        BenchmarkKey key,
        int cacheSize = CacheSize,
        Action<JwtOptions>? configure = null,
        Action<IServiceCollection>? register = null)
    {
        var builder = CreateBuilder();
        register?.Invoke(builder.Services);
        var app = builder.Build();
        return new JwtHost(app, Initialize(app, key, cacheSize, configure));
    }

    public static WebApplicationBuilder CreateBuilder()
    {
        var options = new WebApplicationOptions { ApplicationName = "benchmarks", EnvironmentName = "Production" };
        var builder = WebApplication.CreateSlimBuilder(options);
        builder.Logging.ClearProviders();
        return builder;
    }

    public static JwtService Initialize(
        WebApplication app, BenchmarkKey key, int cacheSize = CacheSize, Action<JwtOptions>? configure = null) =>
        MinimalApi.Jwt.Initialize(app, options =>
        {
            key.Configure(options);
            options.Issuer = options.Audience = Name;
            options.AccessTokenExpires = options.RefreshTokenExpires = Lifetime;
            options.VerifiedTokenCacheSize = cacheSize;
            configure?.Invoke(options);
        });

    /// <summary>The token that everything reads: about 400 characters under HS256.</summary>
    public string CreateToken() => Jwt.CreateAccessToken(Subject, "ADMIN");

    public bool Accepts(string token) => Jwt.TryRead(token, out _, out _);

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}
