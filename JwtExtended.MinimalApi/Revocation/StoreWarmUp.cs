using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Makes one look-up before the first request, and tries again while the app is starting and the store is not there.</summary>
internal sealed class StoreWarmUp(StoreClient client, StoreTimeLimit limit, IssueClock clock, ILogger logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Makes the first attempt, and starts further ones unless it succeeds.</summary>
    /// <param name="stopping">Ends further attempts.</param>
    /// <exception cref="OptionsValidationException">The store has found that it is set up in a way that is not safe.</exception>
    public void Run(CancellationToken stopping)
    {
        try
        {
            // The server does not listen yet, and the pipeline is built synchronously.
            AttemptAsync(stopping).WaitAsync(limit.Of(StoreOperation.Find), stopping).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OptionsValidationException && !stopping.IsCancellationRequested)
        {
            Log.StoreUnreachableAtStart(logger, e);
            _ = RetryAsync(stopping);
        }
    }

    private async Task RetryAsync(CancellationToken stopping)
    {
        while (limit.IsStarting && await PauseAsync(stopping))
        {
            try
            {
                await AttemptAsync(stopping).WaitAsync(limit.Of(StoreOperation.Find), clock.Time, stopping);
                Log.StoreReached(logger);
                return;
            }
            catch (OptionsValidationException e)
            {
                // The app listens already: the store refuses the calls of requests itself, if it has to.
                Log.StoreUnsafe(logger, e.Message);
                return;
            }
            catch (Exception e) when (stopping.IsCancellationRequested || e is ObjectDisposedException)
            {
                // The app has stopped, and its services are disposed.
                return;
            }
            catch (Exception e)
            {
                Log.StoreStillUnreachable(logger, e);
            }
        }
    }

    private async Task<bool> PauseAsync(CancellationToken stopping)
    {
        await Task.Delay(RetryPause, clock.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }

    private async Task AttemptAsync(CancellationToken stopping)
    {
        await client.Store.FindAsync(client.AppKeys, stopping);
        limit.OnSucceeded(StoreOperation.Find);
        var started = clock.Time.GetUtcNow();
        var now = await client.Store.GetTimeAsync(stopping);
        if (clock.Follow(started, now) is null)
            Log.StoreClockDiffers(logger, now, clock.Time.GetUtcNow());
    }
}
