namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Asks the store whether it responds, once for all who ask at the same time: health endpoints are open to everybody.</summary>
/// <param name="store">Calls the store.</param>
internal sealed class StoreProbe(StoreClient store)
{
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Makes a look-up, or joins the one that is being made.</summary>
    /// <param name="cancellationToken">A token to stop waiting.</param>
    /// <returns>A task that completes when the store has responded; it fails with whatever the store throws.</returns>
    public Task ProbeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_running.IsCompleted)
                _running = RunAsync();
            return _running.WaitAsync(cancellationToken);
        }
    }

    private async Task RunAsync()
    {
        using var call = new CancellationTokenSource();
        try
        {
            await store.ProbeAsync(call.Token);
        }
        finally
        {
            // A call that has taken too long is not left open.
            await call.CancelAsync();
        }
    }
}
