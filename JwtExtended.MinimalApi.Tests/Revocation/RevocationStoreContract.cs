using System.Security.Cryptography;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>What every store must guarantee. A store is opened twice in tests of several processes.</summary>
public abstract partial class RevocationStoreContract
{
    private const int Racers = 64;

    private readonly TestService _service = new();
    private readonly RevocationKeyFactory _maker = new(RandomNumberGenerator.GetHexString(16));
    private readonly List<IRevocationStore> _opened = [];
    private RevocationKeys _keys = null!;
    private IRevocationStore _store = null!;
    private IRevocationStore _second = null!;

    /// <summary>The current time, by the clock of the store, in whole milliseconds.</summary>
    protected abstract DateTimeOffset Now { get; }

    private DateTimeOffset Past => Now.AddMinutes(-10);

    private DateTimeOffset Future => Now.AddMinutes(10);

    /// <summary>Opens another instance with the same data, as in another process.</summary>
    protected abstract Task<IRevocationStore> OpenAsync();

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

        state.Should().Be(new RevocationState { StoreCreatedAt = state.StoreCreatedAt });
        state.StoreCreatedAt.Should().BeCloseTo(Now, TimeSpan.FromMinutes(1)).And.BeOnOrBefore(Now.AddSeconds(1));
    }

    [Test]
    public async Task One_lookup_returns_all_four_revocations()
    {
        var (identity, everything) = (Now.AddSeconds(1), Now.AddSeconds(2));
        await _store.RevokeAsync(_keys.Token, null, default);
        await _store.RevokeAsync(_keys.Session!, Future, default);
        await _store.RevokeUpToAsync(_keys.Identity, identity, null, default);
        await _store.RevokeUpToAsync(_keys.Everything, everything, Future, default);

        var state = await FindAsync(_second);

        state.Should().Be(new RevocationState
        {
            TokenRevoked = true,
            SessionRevoked = true,
            IdentityRevokedUpTo = identity,
            EverythingRevokedUpTo = everything,
            StoreCreatedAt = state.StoreCreatedAt,
        });
    }

    [Test]
    public async Task Each_revocation_shows_alone([Values(0, 1, 2, 3)] int kind)
    {
        var instant = Now;
        var other = KeysOf("bob");
        await (kind switch
        {
            0 => _store.RevokeAsync(_keys.Token, Future, default),
            1 => _store.RevokeAsync(_keys.Session!, Future, default),
            2 => _store.RevokeUpToAsync(_keys.Identity, instant, Future, default),
            _ => _store.RevokeUpToAsync(_keys.Everything, instant, Future, default),
        });

        var state = await FindAsync();
        var others = await _store.FindAsync(other, default);

        state.Should().Be(new RevocationState
        {
            TokenRevoked = kind == 0,
            SessionRevoked = kind == 1,
            IdentityRevokedUpTo = kind == 2 ? instant : null,
            EverythingRevokedUpTo = kind == 3 ? instant : null,
            StoreCreatedAt = state.StoreCreatedAt,
        });
        others.Should().Be(
            new RevocationState { EverythingRevokedUpTo = kind == 3 ? instant : null, StoreCreatedAt = state.StoreCreatedAt });
    }

    [Test]
    public async Task A_consumed_session_key_is_not_a_revoked_session()
    {
        await _store.TryConsumeAsync(_keys.Session!, Future, default);

        (await FindAsync()).SessionRevoked.Should().BeFalse();
    }

    [Test]
    public async Task Consumed_is_not_revoked_and_revoked_beats_consumed()
    {
        var first = await _store.TryConsumeAsync(_keys.Token, Future, default);
        var second = await _second.TryConsumeAsync(_keys.Token, Future, default);
        var consumed = await FindAsync();
        await _second.RevokeAsync(_keys.Token, Future, default);
        var third = await _store.TryConsumeAsync(_keys.Token, Future, default);
        var revoked = await FindAsync();

        (first.Won, first.Revoked, first.Age).Should().Be((true, false, TimeSpan.Zero));
        first.ConsumedAt.Should().BeCloseTo(Now, TimeSpan.FromMinutes(1));
        (second.Won, second.Revoked, second.ConsumedAt).Should().Be((false, false, first.ConsumedAt));
        second.Age.Should().BeGreaterThanOrEqualTo(TimeSpan.Zero).And.BeLessThan(TimeSpan.FromMinutes(1));
        (consumed.TokenConsumed, consumed.TokenRevoked).Should().Be((true, false));
        (third.Won, third.Revoked).Should().Be((false, true));
        (revoked.TokenConsumed, revoked.TokenRevoked).Should().Be((false, true));
    }

    [Test]
    public async Task The_age_of_an_entry_grows_by_the_clock_of_the_store()
    {
        var first = await _store.TryConsumeAsync(_keys.Token, Future, default);
        await PassTimeAsync(first.ConsumedAt);

        var second = await _second.TryConsumeAsync(_keys.Token, Future, default);

        second.ConsumedAt.Should().Be(first.ConsumedAt);
        second.Age.Should().BePositive().And.BeLessThan(TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task Of_many_racers_one_consumes_and_all_see_the_same_instant()
    {
        var results = await RaceAsync(
            i => (i % 2 == 0 ? _store : _second).TryConsumeAsync(_keys.Token, i % 3 == 0 ? null : Future, default).AsTask());

        results.Count(result => result.Won).Should().Be(1);
        results.Select(result => result.ConsumedAt).Distinct().Should().ContainSingle();
        results.Should().AllSatisfy(
            result => (result.Revoked, result.Age < TimeSpan.FromMinutes(1), result.Age >= TimeSpan.Zero).Should().Be((false, true, true)));
    }

    [Test]
    public async Task Of_many_racers_one_takes_over_from_an_entry_that_has_expired()
    {
        await _store.TryConsumeAsync(_keys.Token, Past, default);

        var results = await RaceAsync(i => (i % 2 == 0 ? _store : _second).TryConsumeAsync(_keys.Token, Future, default).AsTask());

        results.Count(result => result.Won).Should().Be(1);
        results.Select(result => result.ConsumedAt).Distinct().Should().ContainSingle();
    }

    [Test]
    public async Task A_revocation_that_races_with_consumers_stays()
    {
        var won = 0;

        await RaceAsync(async i =>
        {
            if (i % 4 == 1)
                await _second.RevokeAsync(_keys.Token, Future, default);
            else if ((await _store.TryConsumeAsync(_keys.Token, Future, default)).Won)
                Interlocked.Increment(ref won);
            return i;
        });

        won.Should().BeLessThanOrEqualTo(1);
        (await FindAsync()).Should().Match<RevocationState>(state => state.TokenRevoked && !state.TokenConsumed);
        (await _store.TryConsumeAsync(_keys.Token, Future, default)).Should().Match<ConsumeResult>(result => !result.Won && result.Revoked);
    }

    [Test]
    public async Task An_instant_never_goes_back_in_any_order_of_writes()
    {
        var start = Now;

        await RaceAsync(async i =>
        {
            await (i % 2 == 0 ? _store : _second).RevokeUpToAsync(_keys.Identity, start.AddSeconds(i), Future, default);
            return i;
        });
        await _store.RevokeUpToAsync(_keys.Identity, start, Future, default);

        (await FindAsync(_second)).IdentityRevokedUpTo.Should().Be(start.AddSeconds(Racers - 1));
    }

    [TestCase(null, -10)]
    [TestCase(10, -10)]
    [TestCase(-10, 10)]
    [TestCase(-10, null)]
    [TestCase(10, null)]
    public async Task Of_two_writes_of_one_entry_the_later_expiry_counts(int? first, int? second)
    {
        foreach (var minutes in new[] { first, second })
        {
            DateTimeOffset? expires = minutes is null ? null : Now.AddMinutes(minutes.Value);
            await _store.RevokeAsync(_keys.Token, expires, default);
            await _second.RevokeUpToAsync(_keys.Identity, Now, expires, default);
        }

        var state = await FindAsync();

        state.TokenRevoked.Should().BeTrue();
        state.IdentityRevokedUpTo.Should().NotBeNull();
    }

    [Test]
    public async Task A_revocation_of_a_consumed_token_keeps_the_later_expiry()
    {
        await _store.TryConsumeAsync(_keys.Token, Future, default);
        await _store.RevokeAsync(_keys.Token, Past, default);

        (await FindAsync()).TokenRevoked.Should().BeTrue();
    }

    [Test]
    public async Task An_entry_whose_expiry_has_come_counts_as_absent()
    {
        await _store.RevokeAsync(_keys.Token, Past, default);
        await _store.RevokeAsync(_keys.Session!, Past, default);
        await _store.RevokeUpToAsync(_keys.Identity, Now, Past, default);
        await _store.RevokeUpToAsync(_keys.Everything, Now, Past, default);

        var state = await FindAsync();
        var again = await _store.TryConsumeAsync(_keys.Token, Future, default);

        state.Should().Be(new RevocationState { StoreCreatedAt = state.StoreCreatedAt });
        (again.Won, again.Revoked).Should().Be((true, false));
        (await FindAsync()).Should().Match<RevocationState>(now => now.TokenConsumed && !now.TokenRevoked);
    }

    [Test]
    public async Task An_instant_that_has_expired_does_not_block_an_earlier_one()
    {
        var instant = Now;
        await _store.RevokeUpToAsync(_keys.Identity, instant.AddHours(1), Past, default);
        await _store.RevokeUpToAsync(_keys.Identity, instant, Future, default);

        (await FindAsync()).IdentityRevokedUpTo.Should().Be(instant);
    }

    [Test]
    public async Task A_consumer_that_loses_does_not_keep_the_entry_longer()
    {
        await _store.TryConsumeAsync(_keys.Token, Past, default);
        (await _store.TryConsumeAsync(_keys.Token, Past, default)).Won.Should().BeTrue("the first entry has expired");
        (await _store.TryConsumeAsync(_keys.Token, Future, default)).Won.Should().BeTrue("the second entry has expired");
        (await _store.TryConsumeAsync(_keys.Token, null, default)).Won.Should().BeFalse();
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
            (await _store.TryConsumeAsync(key, Future, default)).Won.Should().BeTrue(key);
        foreach (var key in keys)
            (await _second.TryConsumeAsync(key, Future, default)).Won.Should().BeFalse(key);
    }

    [Test]
    public async Task Ten_thousand_entries_are_told_apart()
    {
        var entries = Enumerable.Range(0, 10_000)
            .Select(i => (Key: _maker.ForSession("alice", $"s{i}"), Expires: i % 2 == 0 ? Future : Past)).ToArray();
        await RevokeManyAsync(_store, entries);

        for (var i = 0; i < entries.Length; i += 97)
            (await _second.TryConsumeAsync(entries[i].Key, Future, default)).Revoked.Should().Be(i % 2 == 0, "entry {0} was written", i);
    }
}
