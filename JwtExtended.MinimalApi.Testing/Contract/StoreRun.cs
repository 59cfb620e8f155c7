using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>One run of a check: a store that was opened twice, as in two processes, and keys that no other run has.</summary>
internal sealed class StoreRun : IAsyncDisposable
{
    public const int Racers = 64;

    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly JwtStoreUnderTest _target;
    private readonly string _issuer = RandomNumberGenerator.GetHexString(16);
    private readonly List<IJwtStore> _opened = [];
    private DateTimeOffset? _origin;
    private int _tokens;

    private StoreRun(JwtStoreUnderTest target)
    {
        _target = target;
        Keys = KeysOf("alice");
    }

    public IJwtStore Store { get; private set; } = null!;

    /// <summary>The store as another process sees it.</summary>
    public IJwtStore Second { get; private set; } = null!;

    /// <summary>The keys of a refresh token of alice.</summary>
    public StoreKeys Keys { get; }

    /// <summary>One instant for each run, ahead of the clock, so that sessions start when they are told to.</summary>
    public DateTimeOffset Origin => _origin ??= Now.AddMinutes(1);

    /// <summary>The time by the clock of the store, in whole milliseconds.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_target.Time.GetUtcNow().ToUnixTimeMilliseconds());

    public DateTimeOffset Past => Now.AddMinutes(-10);

    public DateTimeOffset Future => Now.AddMinutes(10);

    public static async Task<StoreRun> OpenAsync(JwtStoreUnderTest target)
    {
        var run = new StoreRun(target);
        try
        {
            run.Store = await run.OpenAsync();
            run.Second = await run.OpenAsync();
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the store once more.</summary>
    /// <returns>The store, which is closed with the run.</returns>
    public async Task<IJwtStore> OpenAsync()
    {
        var store = await _target.Open();
        _opened.Add(store);
        return store;
    }

    public Task LoseDataAsync() => _target.LoseData();

    /// <summary>The instance that a racer calls: half of them call the other process.</summary>
    /// <returns>One of the two instances.</returns>
    public IJwtStore StoreOf(int racer) => racer % 2 == 0 ? Store : Second;

    public StoreKeys KeysOf(string identity, string? session = null) => new(
        KeyOf("token", $"{++_tokens}"),
        KeyOf("session", identity, session ?? $"session{_tokens}"),
        KeyOf("identity", identity),
        KeyOf("everything"));

    public string SessionKeyOf(string session) => KeyOf("session", "alice", session);

    public string TicketKeyOf(string ticket) => KeyOf("ticket", ticket);

    public NewSession Session(string id, int seconds = 0) => new()
    {
        IdentityKey = Keys.Identity,
        SessionKey = SessionKeyOf(id),
        EverythingKey = Keys.Everything,
        Id = id,
        NotBefore = Origin.AddSeconds(seconds),
        Data = $"data of {id}",
        Expires = Origin.AddDays(1),
        Ends = Origin.AddDays(2),
    };

    public SessionExchange Exchange(string session, int number, DateTimeOffset started) => new()
    {
        IdentityKey = Keys.Identity,
        SessionKey = SessionKeyOf(session),
        EverythingKey = Keys.Everything,
        Number = number,
        Started = started,
        MayStart = number == 0,
        GraceWindow = Hour,
        LostAnswerWindow = Hour,
        Expires = Origin.AddDays(1),
    };

    public InstantRevocation UpTo(string key) => new() { Key = key, NotBefore = DateTimeOffset.UnixEpoch, Expires = Origin.AddDays(1) };

    public ValueTask<StoreState> FindAsync(IJwtStore? store = null, StoreKeys? keys = null) =>
        (store ?? Store).FindAsync(keys ?? Keys, default);

    /// <summary>Finds the entry of a session of alice, as the other process sees it.</summary>
    /// <returns>The entry, or <see langword="null"/>.</returns>
    public async Task<SessionEntry?> EntryAsync(string session) => (await FindAsync(Second, KeysOf("alice", session))).Session;

    /// <summary>Finds the entry of a session of alice, which must have one.</summary>
    /// <returns>The entry.</returns>
    public async Task<SessionEntry> ExistingEntryAsync(string session) =>
        Expect.NotNull(await EntryAsync(session), "", $"the entry of the session {session}");

    public Task<DateTimeOffset> StartAsync(NewSession session) => StartAsync(Store, session);

    /// <summary>Starts a session, which the store must not refuse.</summary>
    /// <returns>When it started.</returns>
    public static async Task<DateTimeOffset> StartAsync(IJwtStore store, NewSession session) =>
        await store.StartSessionAsync(session, default)
            ?? throw new JwtAssertionException($"The session {session.Id} was not started. Expected: the time of its start.");

    /// <summary>Starts a session at the current time of the store.</summary>
    /// <returns>When it started.</returns>
    public Task<DateTimeOffset> StartNowAsync(string session) => StartAsync(Session(session) with { NotBefore = DateTimeOffset.UnixEpoch });

    /// <summary>Ends whichever session of alice has the key.</summary>
    /// <returns>Whether this call ended a recorded session.</returns>
    public ValueTask<bool> EndAsync(IJwtStore store, string sessionKey, DateTimeOffset? expires) =>
        store.EndSessionAsync(EndOf(sessionKey, null, expires), default);

    public SessionEnd EndOf(string sessionKey, DateTimeOffset? started, DateTimeOffset? expires) =>
        new() { IdentityKey = Keys.Identity, SessionKey = sessionKey, Started = started, Expires = expires };

    /// <summary>Lists the sessions of alice, page by page.</summary>
    /// <returns>All records, in the order of the store.</returns>
    public async Task<List<SessionRecord>> SessionsAsync(IJwtStore? store = null, int limit = 100)
    {
        var records = new List<SessionRecord>();
        string? next = null;
        do
        {
            var page = await (store ?? Store).ListSessionsAsync(Keys.Identity, next, limit, default);
            Expect.InRange(page.Records.Count, 0, limit);
            records.AddRange(page.Records);
            next = page.Next;
        }
        while (next is not null);
        return records;
    }

    /// <summary>Revokes many tokens, through the store unless the test knows a quicker way.</summary>
    /// <returns>A task that completes when all are revoked.</returns>
    public Task RevokeManyAsync(Dictionary<string, DateTimeOffset> expiries) => _target.RevokeMany is { } revoke
        ? revoke(expiries)
        : Parallel.ForEachAsync(
            expiries,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (entry, cancel) => await Store.RevokeTokenAsync(entry.Key, entry.Value, cancel));

    /// <summary>Returns once the clock of the store has passed an instant.</summary>
    /// <returns>A task that completes then.</returns>
    public async Task PassTimeAsync(DateTimeOffset instant)
    {
        if (_target.Time is FakeTimeProvider time)
        {
            time.SetUtcNow(instant.AddSeconds(1));
            return;
        }

        var begun = TimeProvider.System.GetTimestamp();
        while (Now <= instant)
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
                throw new JwtAssertionException($"Time does not pass {instant:O}. Expected: a clock that moves, or a FakeTimeProvider.");
            await Task.Yield();
        }
    }

    /// <summary>Lets many calls begin at the same moment.</summary>
    /// <typeparam name="T">The type of the results.</typeparam>
    /// <returns>The results.</returns>
    public static async Task<T[]> RaceAsync<T>(Func<int, Task<T>> call)
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

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _opened.Distinct())
        {
            if (store is IAsyncDisposable asyncStore)
                await asyncStore.DisposeAsync();
            else
                (store as IDisposable)?.Dispose();
        }
    }

    // Like the keys of an app: SHA-256 in base64url. The length comes first, so that different parts never make the same text.
    private string KeyOf(params string[] parts)
    {
        var text = string.Concat(parts.Prepend(_issuer).Select(static part => $"{part.Length}:{part}"));
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
