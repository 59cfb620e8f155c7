using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Gives each call a context of its own, in a scope of its own, outside of the caller's transaction: what a request rolls back is no revocation.</summary>
internal sealed class ContextSource<TContext>
    where TContext : DbContext
{
    private readonly IServiceScopeFactory _scopes;
    private readonly int _commandSeconds;

    /// <param name="scopes">Makes scopes.</param>
    /// <param name="commandTimeout">How long one command may take, in whole seconds that are rounded up.</param>
    /// <exception cref="InvalidOperationException">The context is not registered, or its model lacks the tables.</exception>
    public ContextSource(IServiceScopeFactory scopes, TimeSpan commandTimeout)
    {
        _scopes = scopes;
        _commandSeconds = (int)Math.Ceiling(commandTimeout.TotalSeconds);
        using var scope = scopes.CreateScope();
        var context = scope.ServiceProvider.GetService<TContext>() ?? throw new InvalidOperationException(
            $"UseEntityFrameworkCore<{typeof(TContext).Name}>() finds no {typeof(TContext).Name}. Register it with: builder.Services.AddDbContext<{typeof(TContext).Name}>(...)");
        if (context.Model.FindEntityType(typeof(JwtRevocationRow)) is null)
        {
            throw new InvalidOperationException(
                $"The model of {typeof(TContext).Name} has no tables for sessions. Call modelBuilder.AddJwtSessions() in OnModelCreating, and add a migration.");
        }

        Provider = context.Database.ProviderName;
    }

    /// <summary>The name of the database provider.</summary>
    public string? Provider { get; }

    public async Task<T> RunAsync<T>(Func<TContext, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // SQLite waits for a lock on the calling thread, where no time limit reaches it.
        return await (Provider == DatabaseClock.Sqlite ? Task.Run(() => RunAsync(work), CancellationToken.None) : RunAsync(work));
    }

    private async Task<T> RunAsync<T>(Func<TContext, Task<T>> work)
    {
        using var outside = Transaction.Current is null ? null : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        await using var scope = _scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
        // Nobody waits longer for the answer: a database that is slow or locked is not to collect commands that are given up already.
        context.Database.SetCommandTimeout(_commandSeconds);
        var result = await work(context);
        outside?.Complete();
        return result;
    }
}
