using System.Security.Cryptography;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>What every store must guarantee. A store is opened twice in tests of several processes.</summary>
public abstract partial class JwtStoreContract
{
    private const int Racers = 64;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TestService _service = new();
    private readonly StoreKeyFactory _maker = new(RandomNumberGenerator.GetHexString(16));
    private readonly List<IJwtStore> _opened = [];
    private StoreKeys _keys = null!;
    private IJwtStore _store = null!;
    private IJwtStore _second = null!;

    /// <summary>The current time, by the clock of the store, in whole milliseconds.</summary>
    protected abstract DateTimeOffset Now { get; }

    private DateTimeOffset Past => Now.AddMinutes(-10);

    private DateTimeOffset Future => Now.AddMinutes(10);

    /// <summary>Opens another instance with the same data, as in another process.</summary>
    protected abstract Task<IJwtStore> OpenAsync();

    /// <summary>Deletes everything that is stored.</summary>
    protected abstract Task LoseDataAsync();

    [SetUp]
    public async Task OpenStores()
    {
        _keys = KeysOf("alice");
        _opened.Add(_store = await OpenAsync());
        _opened.Add(_second = await OpenAsync());
    }

    [TearDown]
    public async Task CloseStores()
    {
        foreach (var store in _opened.Distinct())
        {
            if (store is IAsyncDisposable asyncStore)
                await asyncStore.DisposeAsync();
            else
                (store as IDisposable)?.Dispose();
        }

        await _service.DisposeAsync();
    }

    [Test]
    public async Task A_new_store_knows_only_when_it_was_created()
    {
        var state = await FindAsync();

        state.Should().Be(new StoreState { StoreCreatedAt = state.StoreCreatedAt });
        state.StoreCreatedAt.Should().BeCloseTo(Now, TimeSpan.FromMinutes(1)).And.BeOnOrBefore(Now.AddSeconds(1));
    }

    [Test]
    public async Task The_time_of_the_store_is_whole_milliseconds()
    {
        var time = await _store.GetTimeAsync(default);

        time.Should().BeCloseTo(Now, TimeSpan.FromMinutes(1));
        (time.UtcTicks % TimeSpan.TicksPerMillisecond).Should().Be(0);
    }

    [Test]
    public async Task One_lookup_returns_everything_about_a_token()
    {
        await _store.RevokeTokenAsync(_keys.Token, null, default);
        await _store.EndAsync(_keys.Identity, _keys.Session!, Future);
        var identity = await _store.RevokeUpToAsync(UpTo(_keys.Identity), default);
        var everything = await _store.RevokeUpToAsync(UpTo(_keys.Everything), default);

        var state = await FindAsync(_second);

        state.TokenRevoked.Should().BeTrue();
        state.Session!.Revoked.Should().BeTrue();
        state.IdentityRevoked.Should().Be(identity);
        state.EverythingRevoked.Should().Be(everything);
    }

    [Test]
    public async Task A_lookup_shows_nothing_of_others()
    {
        var bob = KeysOf("bob", "laptop");
        await _store.RevokeTokenAsync(bob.Token, Future, default);
        await _store.EndAsync(bob.Identity, bob.Session!, Future);
        await _store.RevokeUpToAsync(UpTo(bob.Identity), default);

        var state = await FindAsync(_second, KeysOf("alice", "laptop"));

        state.Should().Be(new StoreState { StoreCreatedAt = state.StoreCreatedAt });
    }

    [Test]
    public async Task A_revoked_token_stays_so_until_its_expiry()
    {
        await _store.RevokeTokenAsync(_keys.Token, Past, default);
        (await FindAsync()).TokenRevoked.Should().BeFalse("the entry has expired");

        await _store.RevokeTokenAsync(_keys.Token, Future, default);
        await _second.RevokeTokenAsync(_keys.Token, Past, default);

        (await FindAsync()).TokenRevoked.Should().BeTrue("the later expiry counts");
    }

    [Test]
    public async Task An_entry_without_expiry_stays_when_it_is_written_again_with_one()
    {
        await _store.RevokeTokenAsync(_keys.Token, null, default);
        await _store.RevokeTokenAsync(_keys.Token, Past, default);

        (await FindAsync(_second)).TokenRevoked.Should().BeTrue();
    }

    [Test]
    public async Task An_instant_is_the_time_of_the_store_and_never_goes_back()
    {
        var before = await _store.GetTimeAsync(default);
        var first = await _store.RevokeUpToAsync(UpTo(_keys.Identity) with { NotBefore = Future }, default);
        var second = await _second.RevokeUpToAsync(UpTo(_keys.Identity) with { NotBefore = Past }, default);
        var everything = await _second.RevokeUpToAsync(UpTo(_keys.Everything) with { NotBefore = Past }, default);

        first!.Instant.Should().BeAfter(before, "not before the given instant");
        second.Should().Be(first, "it is far ahead");
        everything!.Instant.Should().BeOnOrAfter(before).And.BeOnOrBefore(await _store.GetTimeAsync(default));
        (await FindAsync()).IdentityRevoked.Should().Be(second);
    }

    [Test]
    public async Task A_second_instant_reaches_what_began_right_behind_the_first_and_does_not_run_ahead()
    {
        var start = Future;
        var first = await _store.RevokeUpToAsync(UpTo(_keys.Identity) with { NotBefore = start }, default);
        var second = await _second.RevokeUpToAsync(UpTo(_keys.Identity) with { NotBefore = start }, default);
        var last = second;
        for (var i = 0; i < 12; i++)
        {
            last = await _store.RevokeUpToAsync(
                UpTo(_keys.Identity) with { NotBefore = start, Behind = TimeSpan.FromSeconds(1) }, default);
        }

        first!.Instant.Should().Be(start);
        second!.Instant.Should().Be(start.AddMilliseconds(1));
        last!.Instant.Should().Be(start.AddSeconds(9));
    }

    [Test]
    public async Task Racing_instants_end_at_the_latest()
    {
        var start = Future;

        await RaceAsync(async i => await (i % 2 == 0 ? _store : _second).RevokeUpToAsync(
            UpTo(_keys.Identity) with { NotBefore = start.AddSeconds(i), Expires = start.AddDays(1) }, default));

        (await FindAsync()).IdentityRevoked!.Instant.Should()
            .BeOnOrAfter(start.AddSeconds(Racers - 1)).And.BeOnOrBefore(start.AddSeconds(Racers - 1).AddMilliseconds(100 * Racers));
    }

    [Test]
    public async Task An_expired_instant_revokes_nothing()
    {
        await _store.RevokeUpToAsync(UpTo(_keys.Identity) with { Expires = Past }, default);

        (await FindAsync()).IdentityRevoked.Should().BeNull();
    }

    [Test]
    public async Task One_session_is_excepted_until_everything_is_revoked()
    {
        var started = Past;
        var except = UpTo(_keys.Identity) with { ExceptSession = _keys.Session, ExceptStarted = started };

        var first = await _store.RevokeUpToAsync(except, default);
        var again = await _second.RevokeUpToAsync(except, default);

        first!.Covers(_keys.Session, started).Should().BeFalse();
        first.Covers("another", started).Should().BeTrue();
        first.Covers(null, started).Should().BeTrue();
        again!.Covers(_keys.Session, started).Should().BeFalse("it may except itself again");
        (await FindAsync(_second)).IdentityRevoked.Should().Be(again);
        var all = await _store.RevokeUpToAsync(UpTo(_keys.Identity), default);
        all!.Covers(_keys.Session, started).Should().BeTrue();
        (await _second.RevokeUpToAsync(except, default)).Should().BeNull("the session was revoked before");
        (await FindAsync()).IdentityRevoked.Should().Be(all, "nothing was written");
    }

    [Test]
    public async Task Of_sessions_that_except_themselves_one_stays()
    {
        var started = Past;
        var sessions = Enumerable.Range(0, 16).Select(i => _maker.ForSession("alice", $"s{i}")).ToArray();

        var results = await RaceAsync(async i => await (i % 2 == 0 ? _store : _second).RevokeUpToAsync(
            UpTo(_keys.Identity) with { ExceptSession = sessions[i % 16], ExceptStarted = started }, default));

        var state = (await FindAsync()).IdentityRevoked!;
        sessions.Count(session => !state.Covers(session, started)).Should().Be(1);
        results.Count(result => result is not null).Should().Be(4, "the one that came first, each time that it asked");
    }

    [Test]
    public async Task Of_many_racers_one_uses_a_key()
    {
        var key = _maker.ForTicket("ticket");

        var results = await RaceAsync(i => (i % 2 == 0 ? _store : _second).TryUseAsync(key, Future, default).AsTask());

        results.Count(used => used).Should().Be(1);
        (await _second.TryUseAsync(_maker.ForTicket("other"), Future, default)).Should().BeTrue();
    }

    [Test]
    public async Task A_key_can_be_used_again_after_its_expiry()
    {
        var (key, endless) = (_maker.ForTicket("ticket"), _maker.ForTicket("endless"));

        (await _store.TryUseAsync(key, Past, default)).Should().BeTrue();
        (await _second.TryUseAsync(key, Future, default)).Should().BeTrue("the entry has expired");
        (await _store.TryUseAsync(key, Future, default)).Should().BeFalse();
        (await _store.TryUseAsync(endless, null, default)).Should().BeTrue();
        (await _second.TryUseAsync(endless, null, default)).Should().BeFalse();
    }

    [Test]
    public async Task Keys_are_compared_exactly_and_may_be_long()
    {
        var stem = RandomNumberGenerator.GetHexString(16, lowercase: true);
        string[] keys =
        [
            stem + new string('a', 27),
            stem + new string('a', 26) + 'A',
            stem + new string('a', 26),
            stem + new string('a', 112),
            stem + new string('a', 111) + 'b',
        ];

        foreach (var key in keys)
            (await _store.TryUseAsync(key, Future, default)).Should().BeTrue(key);
        foreach (var key in keys)
            (await _second.TryUseAsync(key, Future, default)).Should().BeFalse(key);
    }

    [Test]
    public async Task Ten_thousand_entries_are_told_apart()
    {
        var entries = Enumerable.Range(0, 10_000)
            .Select(i => (Key: _maker.ForTicket($"t{i}"), Expires: i % 2 == 0 ? Future : Past)).ToArray();
        await RevokeManyAsync(_store, entries);

        for (var i = 0; i < entries.Length; i += 97)
            (await _second.TryUseAsync(entries[i].Key, Future, default)).Should().Be(i % 2 == 1, "entry {0} was written", i);
    }
}
