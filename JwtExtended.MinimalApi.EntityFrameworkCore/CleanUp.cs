using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Deletes expired rows in the background, in batches of a bounded size, so that no request waits long for a lock.</summary>
/// <typeparam name="TContext">The type of the context.</typeparam>
internal sealed class CleanUp<TContext> : IDisposable
    where TContext : DbContext
{
    public const int BatchRows = 1000;

    // 100,000 rows of each table in a period: 333 per second.
    private const int MaxBatches = 100;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    private readonly ContextSource<TContext> _contexts;
    private readonly DatabaseClock _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private int _running;
    private volatile bool _disposed;

    public CleanUp(ContextSource<TContext> contexts, DatabaseClock clock, TimeProvider time, ILogger logger)
    {
        _contexts = contexts;
        _clock = clock;
        _logger = logger;
        // A weak reference: the timer must not keep an application alive that was built but never run.
        var self = new WeakReference<CleanUp<TContext>>(this);
        _timer = time.CreateTimer(static state => Run((WeakReference<CleanUp<TContext>>)state!), self, Period, Period);
    }

    /// <summary>Gets the last run that the timer started.</summary>
    public Task LastRun { get; private set; } = Task.CompletedTask;

    public async Task RunAsync()
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
            return;
        try
        {
            var revocations = await DeleteAsync(
                static (context, now) => context.Rows<JwtRevocationRow>()
                    .Where(row => row.Expires <= now).OrderBy(row => row.Expires).Select(row => row.Key),
                static (context, keys, now) => context.DeleteExpiredAsync<JwtRevocationRow>(
                    nameof(JwtRevocationRow.Key), keys, nameof(JwtRevocationRow.Expires), now));
            var sessions = await DeleteAsync(
                static (context, now) => context.Rows<JwtSessionRow>()
                    .Where(row => row.ExpiryDay <= now / RowTime.MillisecondsPerDay).OrderBy(row => row.ExpiryDay)
                    .Select(row => row.SessionKey),
                static (context, keys, now) => context.DeleteExpiredAsync<JwtSessionRow>(
                    nameof(JwtSessionRow.SessionKey), keys, nameof(JwtSessionRow.Expires), now));
            Log.CleanedUp(_logger, revocations + sessions);
        }
        catch (Exception) when (_disposed)
        {
            // The application stopped during the run, and its services are disposed.
        }
        catch (Exception e)
        {
            // Expired rows already count as absent; the next run deletes them.
            Log.CleanUpFailed(_logger, e);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    private static void Run(WeakReference<CleanUp<TContext>> cleanUp)
    {
        if (cleanUp.TryGetTarget(out var target))
            target.LastRun = target.RunAsync();
    }

    // The keys first: not every database has a limit in DELETE. What was written anew since then has not expired, and stays.
    private async Task<int> DeleteAsync(
        Func<TContext, long, IQueryable<string>> expired, Func<TContext, List<string>, long, Task<int>> delete)
    {
        var deleted = 0;
        for (var batch = 0; !_disposed && batch < MaxBatches && deleted == batch * BatchRows; batch++)
        {
            deleted += await _contexts.WriteAsync(
                async context =>
                {
                    var now = await _clock.NowAsync(context, CancellationToken.None);
                    var keys = await expired(context, now).Take(BatchRows).ToListAsync();
                    return keys.Count == 0 ? 0 : await delete(context, keys, now);
                },
                CancellationToken.None);
        }

        return deleted;
    }
}
