using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Revocation.Memory;

public sealed class MemoryJwtStoreTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(TestApp.Start);
    private readonly MemoryJwtStore _store;
    private readonly TestService _service = new();
    private readonly StoreKeys _keys;

    public MemoryJwtStoreTests()
    {
        _store = new MemoryJwtStore(_time);
        _keys = new StoreKeys(new StoreKeyFactory("issuer"), _service.Read(_service.Jwt.CreateTokenPair("alice").AccessToken));
    }

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    public void Dispose() => _store.Dispose();

    [Test]
    public async Task A_new_store_knows_only_when_it_was_created() =>
        (await FindAsync()).Should().Be(new StoreState { StoreCreatedAt = TestApp.Start });

    [Test]
    public async Task An_entry_without_expiry_stays_when_it_is_written_again_with_one()
    {
        await _store.RevokeTokenAsync(_keys.Token, null, default);
        await _store.RevokeTokenAsync(_keys.Token, TestApp.Start.AddSeconds(1), default);
        await _store.TryUseAsync(_keys.Session!, TestApp.Start.AddSeconds(1), default);
        _time.AdjustTime(TestApp.Start.AddDays(1000));
        _time.Advance(TimeSpan.FromMinutes(1));

        _store.Count.Should().Be(1, "the sweep has run");
        (await FindAsync()).TokenRevoked.Should().BeTrue();
    }

    [Test]
    public async Task Entries_count_up_to_their_expiry_and_are_swept_after_it()
    {
        await _store.RevokeTokenAsync(_keys.Token, TestApp.Start.AddSeconds(90), default);
        await _store.TryUseAsync(_keys.Session!, TestApp.Start.AddSeconds(200), default);

        _time.Advance(TimeSpan.FromSeconds(90) - TimeSpan.FromTicks(1));
        (await FindAsync()).TokenRevoked.Should().BeTrue();
        _time.Advance(TimeSpan.FromTicks(1));
        (await FindAsync()).TokenRevoked.Should().BeFalse();
        (await _store.TryUseAsync(_keys.Token, TestApp.Start.AddSeconds(100), default)).Should().BeTrue("the old entry has expired");
        _store.Count.Should().Be(2);

        _time.Advance(TimeSpan.FromMinutes(1));
        _store.Count.Should().Be(1);
    }

    [Test]
    public async Task Sessions_are_swept_after_their_expiry_and_their_identity_with_the_last()
    {
        await StartAsync("alice", "laptop", 30);
        await StartAsync("alice", "phone", 90);
        await StartAsync("bob", "laptop", 30);

        _time.Advance(TimeSpan.FromMinutes(1));
        _store.IdentityCount.Should().Be(1);
        (await _store.ListSessionsAsync("alice", null, 10, default)).Records.Should().ContainSingle().Which.Id.Should().Be("phone");

        _time.Advance(TimeSpan.FromMinutes(1));
        (_store.IdentityCount, _store.Count).Should().Be((0, 0));
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
        var makers = new[] { new StoreKeyFactory("a"), new StoreKeyFactory("ab"), new StoreKeyFactory("") };

        var keys = makers.Select(maker => new StoreKeys(maker, token))
            .SelectMany(all => new[] { all.Token, all.Session, all.Identity, all.Everything }).ToList();

        keys.Should().OnlyHaveUniqueItems().And.AllSatisfy(key => key.Should().MatchRegex("^[A-Za-z0-9_-]{43}$"));
        makers[0].ForIdentity(new string('x', 5000)).Should().HaveLength(43);
        makers[0].ForIdentity("balice").Should().NotBe(makers[1].ForIdentity("alice"));
    }

    private ValueTask<DateTimeOffset?> StartAsync(string identity, string session, int seconds) => _store.StartSessionAsync(
        new NewSession
        {
            IdentityKey = identity,
            SessionKey = $"{identity}/{session}",
            EverythingKey = "everything",
            Id = session,
            NotBefore = TestApp.Start,
            Data = "",
            Expires = TestApp.Start.AddSeconds(seconds),
            Ends = TestApp.Start.AddSeconds(seconds),
        },
        default);

    private ValueTask<StoreState> FindAsync() => _store.FindAsync(_keys, default);

    private WeakReference Abandon() => new(new MemoryJwtStore(_time));
}
