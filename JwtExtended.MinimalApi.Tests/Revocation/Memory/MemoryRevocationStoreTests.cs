using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Revocation.Memory;

public sealed class MemoryRevocationStoreTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(TestApp.Start);
    private readonly MemoryRevocationStore _store;
    private readonly TestService _service = new();
    private readonly RevocationKeys _keys;

    public MemoryRevocationStoreTests()
    {
        _store = new MemoryRevocationStore(_time);
        _keys = new RevocationKeys(new RevocationKeyFactory("issuer"), _service.Read(_service.Jwt.CreateTokenPair("alice").AccessToken));
    }

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    public void Dispose() => _store.Dispose();

    [Test]
    public async Task A_new_store_knows_only_when_it_was_created() =>
        (await FindAsync()).Should().Be(new RevocationState { StoreCreatedAt = TestApp.Start });

    [Test]
    public async Task One_lookup_returns_all_four_revocations()
    {
        await _store.RevokeAsync(_keys.Token, null, default);
        await _store.RevokeAsync(_keys.Session!, null, default);
        await _store.RevokeUpToAsync(_keys.Identity, TestApp.Start.AddSeconds(1), null, default);
        await _store.RevokeUpToAsync(_keys.Everything, TestApp.Start.AddSeconds(2), null, default);

        (await FindAsync()).Should().Be(new RevocationState
        {
            TokenRevoked = true,
            SessionRevoked = true,
            IdentityRevokedUpTo = TestApp.Start.AddSeconds(1),
            EverythingRevokedUpTo = TestApp.Start.AddSeconds(2),
            StoreCreatedAt = TestApp.Start,
        });
    }

    [Test]
    public async Task Consumed_is_not_revoked_and_revoked_beats_consumed()
    {
        var first = await _store.TryConsumeAsync(_keys.Token, null, default);
        _time.Advance(TimeSpan.FromSeconds(3));
        var second = await _store.TryConsumeAsync(_keys.Token, null, default);
        var consumed = await FindAsync();
        await _store.RevokeAsync(_keys.Token, null, default);
        var third = await _store.TryConsumeAsync(_keys.Token, null, default);
        var revoked = await FindAsync();

        first.Should().Be(new ConsumeResult(true, false, TestApp.Start, TimeSpan.Zero));
        second.Should().Be(new ConsumeResult(false, false, TestApp.Start, TimeSpan.FromSeconds(3)));
        (consumed.TokenConsumed, consumed.TokenRevoked).Should().Be((true, false));
        (third.Won, third.Revoked).Should().Be((false, true));
        (revoked.TokenConsumed, revoked.TokenRevoked).Should().Be((false, true));
    }

    [Test]
    public async Task Of_many_racers_one_consumes()
    {
        var won = 0;

        await Parallel.ForAsync(0, 64, async (_, cancel) =>
        {
            if ((await _store.TryConsumeAsync(_keys.Token, null, cancel)).Won)
                Interlocked.Increment(ref won);
        });

        won.Should().Be(1);
    }

    [Test]
    public async Task An_instant_never_goes_back_in_any_order_of_writes()
    {
        await Parallel.ForAsync(0, 64, async (i, cancel) =>
            await _store.RevokeUpToAsync(_keys.Identity, TestApp.Start.AddSeconds(i), TestApp.Start.AddDays(i), cancel));
        await _store.RevokeUpToAsync(_keys.Identity, TestApp.Start, TestApp.Start.AddDays(1), default);

        (await FindAsync()).IdentityRevokedUpTo.Should().Be(TestApp.Start.AddSeconds(63));
        _time.SetUtcNow(TestApp.Start.AddDays(63) - TimeSpan.FromTicks(1));
        (await FindAsync()).IdentityRevokedUpTo.Should().NotBeNull("the later expiry counts");
    }

    [Test]
    public async Task An_entry_without_expiry_stays_when_it_is_written_again_with_one()
    {
        await _store.RevokeAsync(_keys.Token, null, default);
        await _store.RevokeAsync(_keys.Token, TestApp.Start.AddSeconds(1), default);
        await _store.RevokeAsync(_keys.Session!, TestApp.Start.AddSeconds(1), default);
        _time.AdjustTime(TestApp.Start.AddDays(1000));
        _time.Advance(TimeSpan.FromMinutes(1));

        _store.Count.Should().Be(1, "the sweep has run");
        (await FindAsync()).TokenRevoked.Should().BeTrue();
    }

    [Test]
    public async Task Entries_count_up_to_their_expiry_and_are_swept_after_it()
    {
        await _store.RevokeAsync(_keys.Token, TestApp.Start.AddSeconds(90), default);
        await _store.RevokeAsync(_keys.Session!, TestApp.Start.AddSeconds(200), default);

        _time.Advance(TimeSpan.FromSeconds(90) - TimeSpan.FromTicks(1));
        (await FindAsync()).TokenRevoked.Should().BeTrue();
        _time.Advance(TimeSpan.FromTicks(1));
        (await FindAsync()).TokenRevoked.Should().BeFalse();
        (await _store.TryConsumeAsync(_keys.Token, TestApp.Start.AddSeconds(100), default)).Won
            .Should().BeTrue("the old entry has expired");
        _store.Count.Should().Be(2);

        _time.Advance(TimeSpan.FromMinutes(1));
        _store.Count.Should().Be(1);
    }

    [Test]
    public async Task Session_records_are_swept_after_their_expiry_and_their_identity_with_the_last()
    {
        await _store.PutSessionAsync("alice", Record("laptop", 30), default);
        await _store.PutSessionAsync("alice", Record("phone", 90), default);
        await _store.PutSessionAsync("bob", Record("laptop", 30), default);

        _time.Advance(TimeSpan.FromMinutes(1));
        _store.IdentityCount.Should().Be(1);
        (await _store.GetSessionsAsync("alice", default)).Should().ContainSingle().Which.Id.Should().Be("phone");

        _time.Advance(TimeSpan.FromMinutes(1));
        _store.IdentityCount.Should().Be(0);
    }

    [Test]
    public void An_unreferenced_store_is_collected_although_its_timer_runs()
    {
        var weak = Abandon();

        for (var i = 0; i < 10 && weak.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        weak.IsAlive.Should().BeFalse();
        _time.Advance(TimeSpan.FromMinutes(5));
    }

    [Test]
    public void Keys_of_different_kinds_issuers_and_values_never_meet()
    {
        var token = _service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(""","jti":"alice","sid":"alice" """)));
        var makers = new[] { new RevocationKeyFactory("a"), new RevocationKeyFactory("ab"), new RevocationKeyFactory("") };

        var keys = makers.Select(maker => new RevocationKeys(maker, token))
            .SelectMany(all => new[] { all.Token, all.Session, all.Identity, all.Everything }).ToList();

        keys.Should().OnlyHaveUniqueItems().And.AllSatisfy(key => key.Should().MatchRegex("^[A-Za-z0-9_-]{43}$"));
        makers[0].ForIdentity(new string('x', 5000)).Should().HaveLength(43);
        makers[0].ForIdentity("balice").Should().NotBe(makers[1].ForIdentity("alice"));
    }

    private static SessionRecord Record(string key, int seconds) =>
        new() { Key = key, Id = key, Started = TestApp.Start, LastRefreshed = TestApp.Start, Expires = TestApp.Start.AddSeconds(seconds) };

    private ValueTask<RevocationState> FindAsync() => _store.FindAsync(_keys, default);

    private WeakReference Abandon() => new(new MemoryRevocationStore(_time));
}
