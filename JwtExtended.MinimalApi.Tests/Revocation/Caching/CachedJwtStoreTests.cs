using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Revocation.Caching;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Revocation.Caching;

/// <summary>What a cached lookup changes, and what it never changes.</summary>
public sealed class CachedJwtStoreTests : IAsyncDisposable
{
    private static readonly TimeSpan Staleness = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new(TestApp.Start);
    private readonly TestService _service = new();
    private readonly ScriptedStore _inner = new();
    private readonly CachedJwtStore _store;
    private readonly StoreKeyFactory _maker = new("issuer");

    public CachedJwtStoreTests() => _store = new CachedJwtStore(_inner, Staleness, _time);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _service.DisposeAsync();
        _inner.Disposed.Should().BeTrue("the cache owns the store");
    }

    [Test]
    public async Task An_access_token_is_looked_up_again_when_the_cached_lookup_is_too_old()
    {
        var keys = Keys();

        await _store.FindAsync(keys, default);
        _time.Advance(Staleness - TimeSpan.FromTicks(1));
        await _store.FindAsync(keys, default);
        _inner.Lookups.Should().Be(1);

        _time.Advance(TimeSpan.FromTicks(1));
        await _store.FindAsync(keys, default);
        _inner.Lookups.Should().Be(2);
    }

    [Test]
    public async Task A_refresh_token_always_goes_to_the_store()
    {
        var keys = Keys(TokenType.Refresh);

        for (var i = 1; i <= 3; i++)
        {
            await _store.FindAsync(keys, default);
            _inner.Lookups.Should().Be(i);
        }
    }

    [Test]
    public async Task What_this_process_writes_it_sees_at_once(
        [Values("token", "session", "identity", "everything", "exchange", "mark")] string entry, [Values] bool fails)
    {
        var keys = Keys();
        await _store.FindAsync(keys, default);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _inner.Fail = fails ? () => throw new IOException("gone") : null;

        var write = async () => await (entry switch
        {
            "token" => _store.RevokeTokenAsync(keys.Token, null, default).AsTask(),
            "session" => _store.EndAsync(keys.Identity, keys.Session!, null).AsTask(),
            "identity" => _store.RevokeUpToAsync(UpTo(keys.Identity), default).AsTask(),
            "everything" => _store.RevokeUpToAsync(UpTo(keys.Everything), default).AsTask(),
            "exchange" => _store.ExchangeAsync(ExchangeOf(keys), default).AsTask(),
            _ => _store.MarkSeenAsync(keys.Identity, keys.Session!, 0, default).AsTask(),
        });
        if (fails)
            await write.Should().ThrowAsync<IOException>("it may have taken effect");
        else
            await write();
        _inner.Fail = null;

        await _store.FindAsync(keys, default);
        _inner.Lookups.Should().Be(2);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _store.FindAsync(keys, default);
        await _store.FindAsync(keys, default);
        _inner.Lookups.Should().Be(3, "a lookup at the instant of the write counts as older");
    }

    [Test]
    public async Task A_lookup_that_began_before_a_write_and_ended_after_it_is_not_used()
    {
        var keys = Keys();
        var release = new TaskCompletionSource();
        _inner.Fail = () => release.Task;
        var asking = _store.FindAsync(keys, default);
        _inner.Fail = null;
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await _store.RevokeTokenAsync(keys.Token, null, default);
        release.SetResult();
        await asking;
        await _store.FindAsync(keys, default);

        _inner.Lookups.Should().Be(2);
    }

    [Test]
    public async Task A_store_that_fails_is_called_again_and_cached_lookups_still_count()
    {
        var (known, unknown) = (Keys(), Keys());
        await _store.FindAsync(known, default);
        _inner.Fail = () => throw new IOException("gone");

        await _store.FindAsync(known, default);
        for (var i = 0; i < 2; i++)
            await FluentActions.Awaiting(() => _store.FindAsync(unknown, default).AsTask()).Should().ThrowAsync<IOException>();
    }

    [Test]
    public void However_many_tokens_come_the_cache_is_bounded()
    {
        var cache = new LookupCache(Staleness, _time);
        var token = _service.Read(_service.Jwt.CreateAccessToken("alice"));

        for (var i = 0; i < 3 * LookupCache.MaxLookups; i++)
            cache.Add(new StoreKeys(new StoreKeyFactory($"issuer{i}"), token), default, _time.GetTimestamp());
        cache.Count.Should().BeLessThanOrEqualTo(LookupCache.MaxLookups).And.BeGreaterThan(LookupCache.MaxLookups / 4);

        for (var i = 0; i < 2; i++)
        {
            _time.Advance(Staleness);
            cache.Add(new StoreKeys(new StoreKeyFactory("issuer"), token), default, _time.GetTimestamp());
        }

        cache.Count.Should().BeLessThanOrEqualTo(2, "what is old is dropped");
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(60.001)]
    public void A_staleness_out_of_bounds_is_a_mistake(double seconds) =>
        FluentActions.Invoking(() => new RevocationOptions().CacheLookups(TimeSpan.FromSeconds(seconds)))
            .Should().Throw<ArgumentOutOfRangeException>();

    [Test]
    public async Task It_caches_the_store_that_is_configured_before_or_after_it([Values] bool before)
    {
        var inner = new ScriptedStore();
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", (Token token) => token.Identity).RequireJwt(),
            cfg =>
            {
                if (before)
                    cfg.Revocation.CacheLookups(Staleness);
                cfg.Revocation.UseStore(_ => inner);
                if (!before)
                    cfg.Revocation.CacheLookups(Staleness);
            });
        var token = app.Jwt.CreateAccessToken("alice");

        for (var i = 0; i < 5; i++)
            (await app.GetAsync("/me", token)).Should().BeOk("alice");

        inner.Lookups.Should().Be(1);
    }

    private static InstantRevocation UpTo(string key) => new() { Key = key, NotBefore = TestApp.Start, Expires = null };

    private static SessionExchange ExchangeOf(StoreKeys keys) => new()
    {
        IdentityKey = keys.Identity,
        SessionKey = keys.Session!,
        EverythingKey = keys.Everything,
        Number = 0,
        Started = TestApp.Start,
        MayStart = true,
        GraceWindow = TimeSpan.Zero,
        LostAnswerWindow = TimeSpan.Zero,
        Expires = null,
    };

    private StoreKeys Keys(TokenType type = TokenType.Access)
    {
        var pair = _service.Jwt.CreateTokenPair("alice");
        return new StoreKeys(_maker, _service.Read(type == TokenType.Access ? pair.AccessToken : pair.RefreshToken, type));
    }
}
