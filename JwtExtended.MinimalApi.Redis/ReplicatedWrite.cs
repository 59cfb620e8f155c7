using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>A script that runs on one server, and counts once replicas have acknowledged it.</summary>
internal sealed class ReplicatedWrite(string script, RedisKey[] keys, RedisValue[] arguments, int database)
{
    private readonly TaskCompletionSource<RedisResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<RedisResult>? _running;

    /// <summary>The result of the script, once it is acknowledged.</summary>
    public Task<RedisResult> Result => _completion.Task;

    // Another node may have the keys by now: it must not run the script there, and WAIT here.
    public void Send(IServer server)
    {
        object[] sent = [script, keys.Length, .. keys.Cast<object>(), .. arguments.Cast<object>()];
        _running = server.ExecuteAsync(database, "EVAL", sent, CommandFlags.NoRedirect);
    }

    /// <summary>Completes the result with that of the script, unless it failed or was not acknowledged.</summary>
    /// <returns>A task that completes when the result has.</returns>
    public async Task CompleteAsync(Exception? failure)
    {
        try
        {
            // An error of the script says more than a connection that was lost behind it.
            var result = _running is null ? null : await _running;
            if (failure is null && result is not null)
                _completion.SetResult(result);
            else
                _completion.SetException(failure!);
        }
        catch (Exception e)
        {
            _completion.SetException(e);
        }
    }
}
