using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>Keeps the ring and the stores of keys in step while the app runs.</summary>
internal sealed class KeyUpkeep : IAsyncDisposable
{
    private static readonly TimeSpan ReplacedPoll = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WarmUpLimit = TimeSpan.FromSeconds(5);

    private readonly JwtKeyRing _ring;
    private readonly ReplacedKeys _replaced;
    private readonly KeyRotation? _rotation;
    private readonly RingRules _rules;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _unstored = [];
    private ITimer? _timer;
    private string? _signing;
    private bool _failed;

    public KeyUpkeep(JwtKeyRing ring, ReplacedKeys replaced, KeyRotation? rotation, RingRules rules, ILogger logger)
    {
        (_ring, _replaced, _rotation, _rules, _logger) = (ring, replaced, rotation, rules, logger);
        ring.OnRetired = key => _ = RetireAsync(key.Kid);
        ring.OnRotate = rotation is null ? null : AnnounceAsync;
    }

    private TimeSpan Poll => _rotation is null ? ReplacedPoll : _rules.Rotation!.Poll;

    private TimeSpan Retry => Poll < MaxRetry ? Poll : MaxRetry;

    /// <summary>Starts to read the stores regularly.</summary>
    public void Start()
    {
        if (_rotation is null && !_rules.KeepsReplaced)
            return;
        // A weak reference: the timer must not keep an application alive that was built but never run.
        var self = new WeakReference<KeyUpkeep>(this);
        var first = _failed ? Retry : Poll;
        _timer = _rules.Time.CreateTimer(static state => Run((WeakReference<KeyUpkeep>)state!), self, first, Poll);
    }

    /// <summary>Reads what was kept of replaced keys before the first request.</summary>
    public void WarmUp()
    {
        if (!_rules.KeepsReplaced)
            return;
        // The server does not listen yet, and the pipeline is built synchronously.
        var reading = InTurnAsync(async cancel => _failed = !await _replaced.SynchronizeAsync(cancel));
        if (!reading.Wait(WarmUpLimit))
            _failed = true;
    }

    /// <summary>Keeps keys that were just replaced.</summary>
    public void Keep(IReadOnlyList<KeptKey> replaced)
    {
        if (replaced.Count > 0)
            _ = InTurnAsync(cancel => _replaced.KeepAsync(replaced, cancel));
    }

    /// <summary>Makes one round.</summary>
    /// <returns>A task that completes when the ring and the stores are in step, or the failure is logged.</returns>
    public Task RunAsync() => InTurnAsync(async cancel =>
    {
        foreach (var kid in _unstored.ToList())
            await StoreRetirementAsync(kid, cancel);
        var failed = _rules.KeepsReplaced && !await _replaced.SynchronizeAsync(cancel);
        if (_rotation is not null)
            failed |= !await RotateAsync(_rotation, cancel);
        if (failed != _failed)
            _timer?.Change(failed ? Retry : Poll, failed ? Retry : Poll);
        _failed = failed;
    });

    public async ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        await _stopping.CancelAsync();
        // A round that runs must not use a store that is disposed.
        if (await _turn.WaitAsync(TimeSpan.FromSeconds(5)))
            _turn.Release();
    }

    private static void Run(WeakReference<KeyUpkeep> self)
    {
        // The next one is as good: rounds do not queue up.
        if (self.TryGetTarget(out var target) && target._turn.CurrentCount > 0)
            _ = target.RunAsync();
    }

    private async Task<bool> RotateAsync(KeyRotation rotation, CancellationToken cancellationToken)
    {
        try
        {
            await rotation.SynchronizeAsync(_ring.IsRotationAlone, cancellationToken);
            return true;
        }
        catch (JwtKeyStoreException e)
        {
            Log.KeyStoreFailed(_logger, e.Message);
            return false;
        }
        finally
        {
            // What was read before a failure counts.
            Apply(rotation);
        }
    }

    private void Apply(KeyRotation rotation)
    {
        _ring.Rotate(rotation.Keys);
        _ring.RetireStored(rotation.IsRetired);
        var signing = _ring.Signing.Kid;
        if (_signing is not null && signing != _signing)
            Log.KeySigns(_logger, signing);
        _signing = signing;
    }

    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _rotation!.AnnounceAsync(cancellationToken);
            Apply(_rotation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private Task RetireAsync(string kid) => InTurnAsync(cancel => StoreRetirementAsync(kid, cancel));

    private async Task StoreRetirementAsync(string kid, CancellationToken cancellationToken)
    {
        _rotation?.Retire(kid);
        _unstored.Remove(kid);
        try
        {
            await _replaced.RetireAsync(kid, cancellationToken);
        }
        catch (JwtKeyStoreException e)
        {
            _unstored.Add(kid);
            Log.RetirementNotStored(_logger, kid, e.Message);
        }
    }

    private async Task InTurnAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await _turn.WaitAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            await work(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            Log.KeyStoreFailed(_logger, e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }
}
