using System.Collections.Concurrent;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>
/// How long a call of the store may take. The first one of each kind compiles code and opens connections: soon after the start it has
/// longer, until one has succeeded.
/// </summary>
internal sealed class StoreTimeLimit(TimeSpan limit, TimeProvider time)
{
    /// <summary>The limit of a first call.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Start = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, bool> _succeeded = new(StringComparer.Ordinal);
    private readonly long _created = time.GetTimestamp();

    /// <summary>Gets whether the app has started a short while ago.</summary>
    public bool IsStarting => time.GetElapsedTime(_created) < Start;

    /// <summary>Gets the limit of a call.</summary>
    /// <param name="operation">What the call does.</param>
    /// <returns>The limit.</returns>
    public TimeSpan Of(string operation) => limit < First && IsStarting && !_succeeded.ContainsKey(operation) ? First : limit;

    /// <summary>Notes that a call has succeeded.</summary>
    /// <param name="operation">What the call did.</param>
    public void OnSucceeded(string operation) => _succeeded.TryAdd(operation, true);
}
