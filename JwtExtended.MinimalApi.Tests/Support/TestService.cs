using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>The service of an app that never listens, for tests without requests.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly WebApplication _app;

    public TestService(Action<JwtOptions>? configure = null, Action<WebApplicationBuilder>? build = null, string environment = "Production")
    {
        var builder = TestApp.CreateBuilder(environment);
        build?.Invoke(builder);
        _app = builder.Build();
        Jwt = MinimalApi.Jwt.Initialize(_app, configure);
        Time = (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();
    }

    public JwtService Jwt { get; }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Reads a token that must be accepted.</summary>
    public Token Read(string encoded, TokenType expected = TokenType.Access)
    {
        Jwt.TryRead(encoded, out var token, out var error, expected).Should().BeTrue("it was refused as {0}", error?.Code);
        return token!;
    }

    /// <summary>Reads a token that must be refused.</summary>
    public JwtErrorCode ReadRefused(string encoded, TokenType expected = TokenType.Access)
    {
        Jwt.TryRead(encoded, out _, out var error, expected).Should().BeFalse();
        return error!.Code;
    }

    public async ValueTask DisposeAsync()
    {
        await Jwt.Runtime.CloseAsync();
        await _app.DisposeAsync();
    }
}
