namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>Adds sessions by logins, which is fast enough for the store in memory.</summary>
internal sealed class ServiceFill(JwtService jwt) : ISessionFill
{
    private int _users;

    public async Task AddAsync(string sessionId, int count)
    {
        for (var i = 0; i < count; i++)
            await jwt.StartSessionAsync($"other-{_users++}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
