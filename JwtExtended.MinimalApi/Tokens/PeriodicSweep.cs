namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// Removes what has expired from a target, once a minute. It references the target weakly: a timer must not keep an application alive that
/// was built but never run.
/// </summary>
/// <typeparam name="TTarget">The type of the target.</typeparam>
internal sealed class PeriodicSweep<TTarget> : IDisposable
    where TTarget : class
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly WeakReference<TTarget> _target;
    private readonly Action<TTarget> _sweep;
    private readonly ITimer _timer;

    /// <summary>Starts the timer.</summary>
    /// <param name="target">The target.</param>
    /// <param name="sweep">Removes what has expired. It must not capture the target.</param>
    /// <param name="time">The clock.</param>
    public PeriodicSweep(TTarget target, Action<TTarget> sweep, TimeProvider time)
    {
        _target = new WeakReference<TTarget>(target);
        _sweep = sweep;
        _timer = time.CreateTimer(static state => ((PeriodicSweep<TTarget>)state!).Run(), this, Period, Period);
    }

    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        if (_target.TryGetTarget(out var target))
            _sweep(target);
    }
}
