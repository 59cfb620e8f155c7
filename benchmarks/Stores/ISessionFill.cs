namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>
/// Adds sessions to a store faster than logins do: copies of one that the app has started, under other keys. That one is deleted and
/// written again as well: what the app can do with it shows that the copies are what the app would write.
/// </summary>
internal interface ISessionFill : IAsyncDisposable
{
    /// <summary>Adds sessions.</summary>
    /// <param name="sessionId">The id of the session to copy.</param>
    /// <param name="count">The number of copies.</param>
    /// <returns>A task that completes when the sessions are stored.</returns>
    Task AddAsync(string sessionId, int count);
}
