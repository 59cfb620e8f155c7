namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>The part of the contract for the creation time of the store and canceled calls, and what the parts share.</summary>
public abstract partial class RevocationStoreContract
{
    [Test]
    public async Task Every_process_gets_the_same_creation_time()
    {
        var instants = await RaceAsync(async i => (await FindAsync(i % 2 == 0 ? _store : _second)).StoreCreatedAt);
        await _store.RevokeAsync(_keys.Token, Future, default);
        await PassTimeAsync(instants[0]);
        var third = await OpenAsync();
        _opened.Add(third);

        instants.Should().AllBeEquivalentTo(instants[0]);
        (await FindAsync(third)).StoreCreatedAt.Should().Be(instants[0]);
    }

    [Test]
    public async Task A_store_that_lost_its_data_has_a_new_creation_time()
    {
        var before = await FindAsync();
        await _store.RevokeAsync(_keys.Token, Future, default);
        await PassTimeAsync(before.StoreCreatedAt);

        await LoseDataAsync();

        var third = await OpenAsync();
        _opened.Add(third);
        var after = await FindAsync(third);
        after.TokenRevoked.Should().BeFalse("the data is lost");
        after.StoreCreatedAt.Should().BeAfter(before.StoreCreatedAt);
        (await FindAsync(third)).StoreCreatedAt.Should().Be(after.StoreCreatedAt);
    }

    [Test]
    public async Task A_call_that_is_cancelled_already_writes_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        Func<Task>[] calls =
        [
            async () => await _store.FindAsync(_keys, cancelled),
            async () => await _store.TryConsumeAsync(_keys.Token, Future, cancelled),
            async () => await _store.RevokeAsync(_keys.Token, Future, cancelled),
            async () => await _store.RevokeUpToAsync(_keys.Identity, Now, Future, cancelled),
            async () => await _store.PutSessionAsync(_keys.Identity, Record("laptop"), cancelled),
            async () => await _store.TouchSessionAsync(_keys.Identity, _keys.Session!, Now, Future, cancelled),
            async () => await _store.GetSessionsAsync(_keys.Identity, cancelled),
            async () => await _store.RemoveSessionAsync(_keys.Identity, _keys.Session!, cancelled),
        ];

        foreach (var call in calls)
            await call.Should().ThrowAsync<OperationCanceledException>();

        var state = await FindAsync();
        state.Should().Be(new RevocationState { StoreCreatedAt = state.StoreCreatedAt });
        (await SessionsAsync()).Should().BeEmpty();
    }

    /// <summary>Returns once the clock of the store has passed the instant.</summary>
    protected virtual async Task PassTimeAsync(DateTimeOffset instant)
    {
        while (Now <= instant)
            await Task.Yield();
    }

    /// <summary>Revokes many keys, through the store or as quickly as its engine can.</summary>
    protected virtual Task RevokeManyAsync(IRevocationStore store, (string Key, DateTimeOffset Expires)[] entries) =>
        Parallel.ForEachAsync(
            entries,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (entry, cancel) => await store.RevokeAsync(entry.Key, entry.Expires, cancel));

    private static async Task<T[]> RaceAsync<T>(Func<int, Task<T>> call)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var racers = Enumerable.Range(0, Racers).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await call(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(racers);
    }

    private RevocationKeys KeysOf(string identity, string? session = null, bool wantsRecord = false)
    {
        var pair = _service.Jwt.CreateTokenPair(identity, session is null ? null : new TokenDescriptor { SessionId = session });
        return new RevocationKeys(_maker, _service.Read(pair.RefreshToken, TokenType.Refresh)) { WantsSessionRecord = wantsRecord };
    }

    private SessionRecord Record(string session, int seconds = 0) => new()
    {
        Key = _maker.ForSession("alice", session),
        Id = session,
        Started = Origin.AddSeconds(seconds),
        LastRefreshed = Origin.AddSeconds(seconds),
        Expires = Origin.AddDays(1),
    };

    // One instant for each test: records are compared by all of their members.
    private DateTimeOffset Origin => _origin ??= Now;

    private DateTimeOffset? _origin;

    private ValueTask<RevocationState> FindAsync(IRevocationStore? store = null, RevocationKeys? keys = null) =>
        (store ?? _store).FindAsync(keys ?? _keys, default);

    private ValueTask<IReadOnlyList<SessionRecord>> SessionsAsync(IRevocationStore? store = null) =>
        (store ?? _store).GetSessionsAsync(_keys.Identity, default);
}
