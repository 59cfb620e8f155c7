using System.Collections.Concurrent;
using JwtExtended.MinimalApi.Diagnostics;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>
/// How long a call of the store may take. The first ones of each kind compile code and open connections, at the same time as the app
/// compiles the rest: soon after the start they have longer, until some have succeeded.
/// </summary>
internal sealed class StoreTimeLimit(TimeSpan limit, TimeProvider time)
{
    // With a twentieth of a core, the first dozen look-ups wait for the compiler.
    private const int FirstCalls = 20;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, int> _succeeded = new(StringComparer.Ordinal);
    private readonly long _created = time.GetTimestamp();

    /// <summary>Gets whether the app has started a short while ago.</summary>
    public bool IsStarting => time.GetElapsedTime(_created) < Start;

    /// <summary>Gets the limit of a call.</summary>
    /// <param name="operation">What the call does.</param>
    /// <returns>The limit.</returns>
    public TimeSpan Of(StoreOperation operation) => limit < First && IsFirst(operation) ? First : limit;

    /// <summary>Notes that a call has succeeded.</summary>
    /// <param name="operation">What the call did.</param>
    public void OnSucceeded(StoreOperation operation)
    {
        if (IsFirst(operation))
            _succeeded.AddOrUpdate(operation.Text, 1, static (_, count) => count + 1);
    }

    private bool IsFirst(StoreOperation operation) => IsStarting && _succeeded.GetValueOrDefault(operation.Text) < FirstCalls;
}
