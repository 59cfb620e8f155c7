using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>The part of the contract for the creation time of the store and canceled calls, and what the parts share.</summary>
public abstract partial class JwtStoreContract
{
    [Test]
    public async Task Every_process_gets_the_same_creation_time()
    {
        var instants = await RaceAsync(async i => (await FindAsync(i % 2 == 0 ? _store : _second)).StoreCreatedAt);
        await _store.RevokeTokenAsync(_keys.Token, Future, default);
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
        await _store.RevokeTokenAsync(_keys.Token, Future, default);
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
            async () => await _store.GetTimeAsync(cancelled),
            async () => await _store.StartSessionAsync(Session("laptop"), cancelled),
            async () => await _store.ExchangeAsync(Exchange("laptop", 0, Now), cancelled),
            async () => await _store.MarkSeenAsync(_keys.Identity, _keys.Session!, 0, cancelled),
            async () => await _store.EndAsync(_keys.Identity, _keys.Session!, Future, cancelled),
            async () => await _store.ListSessionsAsync(_keys.Identity, null, 10, cancelled),
            async () => await _store.RevokeTokenAsync(_keys.Token, Future, cancelled),
            async () => await _store.RevokeUpToAsync(UpTo(_keys.Identity), cancelled),
            async () => await _store.TryUseAsync(_keys.Token, Future, cancelled),
        ];

        foreach (var call in calls)
            await call.Should().ThrowAsync<OperationCanceledException>();

        var state = await FindAsync(_store, KeysOf("alice", "laptop"));
        state.Should().Be(new StoreState { StoreCreatedAt = state.StoreCreatedAt });
        (await FindAsync()).Should().Be(state);
        (await SessionsAsync()).Should().BeEmpty();
    }

    /// <summary>Returns once the clock of the store has passed the instant.</summary>
    protected virtual async Task PassTimeAsync(DateTimeOffset instant)
    {
        while (Now <= instant)
            await Task.Yield();
    }

    /// <summary>Revokes many keys, through the store or as quickly as its engine can.</summary>
    protected virtual Task RevokeManyAsync(IJwtStore store, (string Key, DateTimeOffset Expires)[] entries) =>
        Parallel.ForEachAsync(
            entries,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (entry, cancel) => await store.RevokeTokenAsync(entry.Key, entry.Expires, cancel));

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

    private StoreKeys KeysOf(string identity, string? session = null)
    {
        var pair = _service.Jwt.CreateTokenPair(identity, session is null ? null : new TokenDescriptor { SessionId = session });
        return new StoreKeys(_maker, _service.Read(pair.RefreshToken, TokenType.Refresh));
    }

    private NewSession Session(string id, int seconds = 0) => new()
    {
        IdentityKey = _keys.Identity,
        SessionKey = _maker.ForSession("alice", id),
        EverythingKey = _keys.Everything,
        Id = id,
        NotBefore = Origin.AddSeconds(seconds),
        Data = $"data of {id}",
        Expires = Origin.AddDays(1),
        Ends = Origin.AddDays(2),
    };

    private SessionExchange Exchange(string session, int number, DateTimeOffset started) => new()
    {
        IdentityKey = _keys.Identity,
        SessionKey = _maker.ForSession("alice", session),
        EverythingKey = _keys.Everything,
        Number = number,
        Started = started,
        MayStart = number == 0,
        GraceWindow = Hour,
        LostAnswerWindow = Hour,
        Expires = Origin.AddDays(1),
    };

    private InstantRevocation UpTo(string key) => new() { Key = key, NotBefore = DateTimeOffset.UnixEpoch, Expires = Origin.AddDays(1) };

    // One instant for each test, ahead of the clock, so that sessions start when they are told to.
    private DateTimeOffset Origin => _origin ??= Now.AddMinutes(1);

    private DateTimeOffset? _origin;

    private ValueTask<StoreState> FindAsync(IJwtStore? store = null, StoreKeys? keys = null) =>
        (store ?? _store).FindAsync(keys ?? _keys, default);

    private async Task<SessionEntry?> EntryAsync(string session) => (await FindAsync(_second, KeysOf("alice", session))).Session;

    private async Task<List<SessionRecord>> SessionsAsync(IJwtStore? store = null, int limit = 100)
    {
        var records = new List<SessionRecord>();
        string? next = null;
        do
        {
            var page = await (store ?? _store).ListSessionsAsync(_keys.Identity, next, limit, default);
            page.Records.Count.Should().BeLessThanOrEqualTo(limit);
            records.AddRange(page.Records);
            next = page.Next;
        }
        while (next is not null);
        return records;
    }
}
