using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Runs each call with its own context, in its own scope and outside the caller's transaction, so that a revocation is not rolled back with
/// a request.
/// </summary>
/// <typeparam name="TContext">The type of the context.</typeparam>
internal sealed class ContextSource<TContext> : IDisposable
    where TContext : DbContext
{
    private readonly IServiceScopeFactory _scopes;
    private readonly int _commandSeconds;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile bool _checked;

    /// <summary>Checks that the context is registered and its model has the tables.</summary>
    /// <param name="scopes">Creates the scopes.</param>
    /// <param name="commandTimeout">The maximum duration of one command, rounded up to whole seconds.</param>
    /// <param name="dialect">The dialect of the database, or <see langword="null"/> for that of the provider.</param>
    /// <exception cref="InvalidOperationException">The context is not registered, or its model does not have the tables.</exception>
    public ContextSource(IServiceScopeFactory scopes, TimeSpan commandTimeout, Dialect? dialect = null)
    {
        _scopes = scopes;
        _commandSeconds = (int)Math.Ceiling(commandTimeout.TotalSeconds);
        using var scope = scopes.CreateScope();
        var context = scope.ServiceProvider.GetService<TContext>() ?? throw new InvalidOperationException(
            $"UseEntityFrameworkCore<{typeof(TContext).Name}>() did not find {typeof(TContext).Name} in the services. "
            + $"Register it with: builder.Services.AddDbContext<{typeof(TContext).Name}>(...)");
        if (context.Model.FindEntityType(typeof(JwtKeyRow)) is null)
        {
            throw new InvalidOperationException(
                $"The model of {typeof(TContext).Name} does not contain the tables of JwtExtended.MinimalApi. "
                + "Call modelBuilder.AddJwtSessions() in OnModelCreating, and add a migration.");
        }

        Dialect = dialect ?? Dialect.Of(context.Database.ProviderName);
    }

    /// <summary>Gets the dialect of the database.</summary>
    public Dialect Dialect { get; }

    /// <summary>Gets what has to be done with the database before the first call, or <see langword="null"/> for nothing.</summary>
    public Func<TContext, CancellationToken, Task>? Prepare { get; init; }

    /// <summary>Gets the services that only this source uses, or <see langword="null"/> for those of the application.</summary>
    public IDisposable? OwnServices { get; init; }

    public void Dispose()
    {
        _turn.Dispose();
        OwnServices?.Dispose();
    }

    /// <summary>
    /// Runs a call that writes. A file has one writer at a time, and SQLite polls for its turn, so that some writers never get it: those of
    /// this process wait in a queue, no longer than a command may take.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The result of the call.</returns>
    /// <exception cref="TimeoutException">Other writes did not end in time. Nothing was written.</exception>
    public async Task<T> WriteAsync<T>(Func<TContext, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!Dialect.IsFile)
            return await RunAsync(work, cancellationToken);
        if (!await _turn.WaitAsync(TimeSpan.FromSeconds(_commandSeconds), cancellationToken))
            throw new TimeoutException($"Other writes to the database did not end within {_commandSeconds} s. Nothing was written.");
        try
        {
            return await RunAsync(work, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs a call.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The result of the call.</returns>
    public async Task<T> RunAsync<T>(Func<TContext, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await (Dialect.WaitsOnCallingThread
            ? Task.Run(() => RunUntilDoneAsync(work, cancellationToken), CancellationToken.None)
            : RunUntilDoneAsync(work, cancellationToken));
    }

    // The one write of a call is undone with a deadlock: nothing has happened.
    private async Task<T> RunUntilDoneAsync<T>(Func<TContext, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(work, cancellationToken);
            }
            catch (Exception e) when (attempt < Attempts.Max && Deadlock.IsCauseOf(e))
            {
            }
        }
    }

    private async Task<T> RunOnceAsync<T>(Func<TContext, Task<T>> work, CancellationToken cancellationToken)
    {
        using var suppression = Transaction.Current is null
            ? null
            : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        await using var scope = _scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
        // No caller waits longer: a database that is slow or locked must not accumulate commands that were abandoned.
        context.Database.SetCommandTimeout(_commandSeconds);
        if (!_checked)
        {
            if (Prepare is not null)
                await Prepare(context, cancellationToken);
            await DatabaseCheck.RunAsync(context, Dialect, cancellationToken);
            _checked = true;
        }

        var result = await work(context);
        suppression?.Complete();
        return result;
    }
}
