using System.Collections.Concurrent;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Counts the connections that are ready, and what those that were closed ended with.</summary>
internal sealed class HubGate(int expected)
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<Exception> _failures = new();
    private int _entered;
    private volatile int _running;

    public Task Ready => _ready.Task;

    public IReadOnlyCollection<Exception> Failures => _failures;

    /// <summary>How many requests of connections are running.</summary>
    public int Running => _running;

    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
            return;
        }

        Interlocked.Increment(ref _running);
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public void Enter()
    {
        if (Interlocked.Increment(ref _entered) == expected)
            _ready.SetResult();
    }

    public void Leave(Exception? exception)
    {
        if (exception is not null)
            _failures.Enqueue(exception);
    }
}
