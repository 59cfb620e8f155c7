using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>Processes of one app, each with a clock of its own, that share a store and the keys of Data Protection.</summary>
internal sealed class RotatingNodes : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    public static readonly TimeSpan Announce = TimeSpan.FromMinutes(15);

    private readonly Func<IJwtKeyStore> _open;
    private readonly List<TestService> _nodes = [];

    /// <param name="open">Opens the store, as each process does. The clock of a store is that of the test.</param>
    public RotatingNodes(Func<RotatingNodes, IJwtKeyStore> open) => _open = () => open(this);

    /// <summary>The clock that is right.</summary>
    public FakeTimeProvider Time { get; } = new(TestApp.Start);

    public EphemeralDataProtectionProvider Protection { get; set; } = new();

    public IReadOnlyList<TestService> Nodes => _nodes;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Starts a process.</summary>
    /// <param name="skew">How far its clock is ahead.</param>
    /// <param name="configure">Sets further options.</param>
    public TestService Start(TimeSpan skew = default, Action<JwtOptions>? configure = null)
    {
        var node = Create(skew, configure);
        lock (_nodes)
            _nodes.Add(node);
        return node;
    }

    /// <summary>Starts processes at the same moment.</summary>
    public async Task StartTogetherAsync(params TimeSpan[] skews)
    {
        using var barrier = new Barrier(skews.Length);
        // Threads of their own: the start waits for the store.
        await Task.WhenAll(skews.Select(skew => Task.Factory.StartNew(
            () =>
            {
                barrier.SignalAndWait();
                Start(skew);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    /// <summary>Ends a process, as one that is killed: it does nothing any more.</summary>
    public async Task KillAsync(TestService node)
    {
        _nodes.Remove(node);
        await node.DisposeAsync();
    }

    /// <summary>Moves all clocks on, without the timers.</summary>
    public void Pass(TimeSpan time)
    {
        Time.AdjustTime(Now + time);
        foreach (var node in _nodes)
            node.Time.AdjustTime(node.Time.GetUtcNow() + time);
    }

    /// <summary>Makes every process read the store, as its timer does.</summary>
    public Task RunAsync() => Task.WhenAll(_nodes.Select(static node => node.Jwt.Runtime.Upkeep.RunAsync()));

    /// <summary>Asserts that what each process issues now is read by all of them.</summary>
    public List<(string Access, string Refresh)> AssertAllReadAll()
    {
        var tokens = _nodes.Select(Issue).ToList();
        AssertAllRead(tokens);
        return tokens;
    }

    public static (string Access, string Refresh) Issue(TestService node) =>
        (node.Jwt.CreateAccessToken("alice"), node.Jwt.CreateRefreshToken("alice"));

    public void AssertAllRead(IEnumerable<(string Access, string Refresh)> tokens)
    {
        foreach (var (access, refresh) in tokens)
        {
            foreach (var node in _nodes)
            {
                node.Jwt.TryRead(access, out _, out var error).Should().BeTrue("at {0} it was refused as {1}", Now, error?.Code);
                node.Jwt.TryRead(refresh, out _, out error, TokenType.Refresh).Should().BeTrue("at {0}, as {1}", Now, error?.Code);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private TestService Create(TimeSpan skew, Action<JwtOptions>? configure) => new(
        cfg =>
        {
            cfg.Keys.RotateEvery(Interval, announce: Announce);
            cfg.Keys.UseStore(_ => _open());
            cfg.RefreshTokenExpires = TimeSpan.FromHours(2);
            configure?.Invoke(cfg);
        },
        builder =>
        {
            builder.Configuration["Jwt:SecretKey"] = null;
            builder.Services.AddSingleton<IDataProtectionProvider>(Protection);
            builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now + skew));
        });
}
