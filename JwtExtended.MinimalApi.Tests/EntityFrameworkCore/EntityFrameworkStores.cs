using JwtExtended.MinimalApi.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Stores with separate service providers, as in several processes.</summary>
internal sealed class EntityFrameworkStores(Action<DbContextOptionsBuilder> configure) : IAsyncDisposable
{
    // Racers wait for each other: the machine may be busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<ServiceProvider> _containers = [];

    /// <summary>Opens a store.</summary>
    /// <param name="time">The clock of the process.</param>
    /// <param name="ownClock">Whether that is the clock of the store too, as for a provider whose clock is unknown.</param>
    /// <param name="dialect">The dialect, or null for that of the provider.</param>
    /// <param name="limit">How long a command may take, or null for long.</param>
    public EntityFrameworkJwtStore<StoreContext> Open(
        TimeProvider? time = null, bool ownClock = false, Dialect? dialect = null, TimeSpan? limit = null)
    {
        time ??= TimeProvider.System;
        var services = new ServiceCollection().AddDbContextPool<StoreContext>(configure).BuildServiceProvider();
        _containers.Add(services);
        var contexts = new ContextSource<StoreContext>(
            services.GetRequiredService<IServiceScopeFactory>(), limit ?? Patience, dialect);
        return new(contexts, new DatabaseClock(ownClock ? Dialect.Standard : contexts.Dialect, time), time, NullLogger.Instance);
    }

    public async Task<T> WithContextAsync<T>(Func<StoreContext, Task<T>> work)
    {
        await using var services = new ServiceCollection().AddDbContext<StoreContext>(configure).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<StoreContext>());
    }

    /// <summary>Adds revocations in a few statements.</summary>
    public Task AddManyAsync(IEnumerable<(string Key, DateTimeOffset Expires)> entries) => WithContextAsync(async context =>
    {
        context.AddRange(entries.Select(entry => new JwtRevocationRow
        {
            Key = entry.Key,
            Kind = RowKind.Revoked,
            Expires = entry.Expires.ToUnixTimeMilliseconds(),
        }));
        return await context.SaveChangesAsync();
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
            await container.DisposeAsync();
    }
}
