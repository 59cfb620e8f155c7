using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Validation;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>A cached token skips the cryptography and nothing else.</summary>
public sealed class VerifiedTokenCacheTests
{
    [Test]
    public async Task The_same_text_is_the_same_object_and_without_a_cache_it_is_not()
    {
        await using var on = new TestService();
        await using var off = new TestService(cfg => cfg.VerifiedTokenCacheSize = 0);
        var (known, unknown) = (on.Jwt.CreateAccessToken("alice"), off.Jwt.CreateAccessToken("alice"));

        on.Read(known).Should().BeSameAs(on.Read(known));
        off.Read(unknown).Should().NotBeSameAs(off.Read(unknown));
    }

    [Test]
    public async Task Expiry_is_checked_after_a_hit_and_removes_the_entry()
    {
        await using var service = new TestService();
        var token = service.Jwt.CreateAccessToken("alice");
        service.Read(token);
        service.Jwt.Runtime.Cache!.Count.Should().Be(1);

        service.Time.Advance(TimeSpan.FromMinutes(15));

        service.ReadRefused(token).Should().Be(JwtErrorCode.TokenExpired);
        service.Jwt.Runtime.Cache!.Count.Should().Be(0);
    }

    [Test]
    public async Task Expired_tokens_are_removed_without_being_used()
    {
        await using var service = new TestService();
        service.Read(service.Jwt.CreateAccessToken("alice"));
        service.Read(service.Jwt.CreateAccessToken("bob", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(30) }));

        service.Time.Advance(TimeSpan.FromMinutes(16));

        service.Jwt.Runtime.Cache!.Count.Should().Be(1);
    }

    [Test]
    public async Task Not_before_is_checked_after_a_hit_when_the_clock_is_set_back()
    {
        await using var service = new TestService(cfg => cfg.Leeway = TimeSpan.FromMinutes(2));
        var token = service.Jwt.CreateAccessToken("alice", new TokenDescriptor { NotBefore = TestApp.Start.AddMinutes(1) });
        service.Read(token);

        service.Time.AdjustTime(TestApp.Start.AddMinutes(-1).AddSeconds(-1));

        service.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task Revocation_requirement_and_type_are_checked_after_a_hit()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/any", () => "any").RequireJwt();
            routes.MapGet("/admin", () => "admin").RequireJwt(jwt => jwt.Allow("ADMIN"));
            routes.MapGet("/fresh", () => "fresh").RequireFreshJwt(TimeSpan.FromMinutes(5));
            routes.MapGet("/refresh", () => "refresh").RequireRefreshJwt();
        });
        var token = app.Jwt.CreateAccessToken("alice", fresh: true);

        (await app.GetAsync("/any", token)).Should().BeOk("any");
        (await app.GetAsync("/fresh", token)).Should().BeOk("fresh");
        (await app.GetAsync("/admin", token)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/refresh", token)).Should().BeRefused(JwtErrorCode.TokenType);
        app.Time.Advance(TimeSpan.FromMinutes(6));
        (await app.GetAsync("/fresh", token)).Should().BeRefused(JwtErrorCode.FreshRequired);
        (await app.GetAsync("/any", token)).Should().BeOk("any");
        await app.Jwt.RevokeAllAsync("alice");
        (await app.GetAsync("/any", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task Refresh_tokens_and_refused_tokens_are_never_cached()
    {
        await using var service = new TestService();

        service.Read(service.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);
        service.ReadRefused(service.Jwt.CreateAccessToken("alice") + "A");
        var foreign = new TokenDescriptor { Audience = ["another"], AllowForeignAudience = true };
        service.ReadRefused(service.Jwt.CreateAccessToken("alice", foreign));
        service.ReadRefused(service.Jwt.CreateAccessToken("alice", new TokenDescriptor { NotBefore = TestApp.Start.AddMinutes(5) }));

        service.Jwt.Runtime.Cache!.Count.Should().Be(0);
    }

    [Test]
    public async Task A_text_that_differs_in_one_character_is_another_token()
    {
        await using var service = new TestService();
        var token = service.Jwt.CreateAccessToken("alice");
        service.Read(token);

        for (var i = 0; i < token.Length; i++)
        {
            var other = token.ToCharArray();
            other[i] = token[i] == 'A' ? 'B' : 'A';
            service.Jwt.TryRead(new string(other), out _, out _).Should().BeFalse("character {0} differs", i);
        }

        service.Jwt.Runtime.Cache!.Count.Should().Be(1);
    }

    [Test]
    public async Task The_cache_never_holds_more_than_its_size_and_keeps_what_is_used()
    {
        await using var service = new TestService(cfg => cfg.VerifiedTokenCacheSize = 100);
        var cache = service.Jwt.Runtime.Cache!;
        var regulars = Enumerable.Range(0, 50).Select(i => service.Read(service.Jwt.CreateAccessToken($"user{i}"))).ToArray();
        foreach (var regular in regulars)
            service.Read(regular.RawJwt);

        for (var i = 0; i < 2000; i++)
            service.Read(service.Jwt.CreateAccessToken("flood"));

        cache.Count.Should().Be(100);
        regulars.Should().AllSatisfy(token =>
            service.Read(token.RawJwt).Should().BeSameAs(token, "a flood of tokens that are used once does not evict a regular"));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(16)]
    public async Task The_cache_keeps_its_size_under_a_repeated_flood(int size)
    {
        await using var service = new TestService(cfg => cfg.VerifiedTokenCacheSize = size);
        var tokens = Enumerable.Range(0, 64).Select(i => service.Jwt.CreateAccessToken($"user{i}")).ToArray();

        for (var round = 0; round < 4; round++)
        {
            foreach (var token in tokens)
            {
                service.Read(token).RawJwt.Should().Be(token);
                service.Read(token).RawJwt.Should().Be(token);
                service.Jwt.Runtime.Cache!.Count.Should().BeInRange(1, size);
            }
        }
    }

    [Test]
    public async Task Many_threads_read_the_right_tokens_while_entries_are_evicted()
    {
        await using var service = new TestService(cfg => cfg.VerifiedTokenCacheSize = 32);
        var tokens = Enumerable.Range(0, 200).Select(i => (Name: $"user{i}", Text: service.Jwt.CreateAccessToken($"user{i}"))).ToArray();

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            for (var i = 0; i < 2000; i++)
            {
                var (name, text) = tokens[(i * (thread + 1)) % tokens.Length];
                service.Jwt.TryRead(text, out var token, out _).Should().BeTrue();
                token!.Identity.Should().Be(name);
            }
        });

        service.Jwt.Runtime.Cache!.Count.Should().BeLessThanOrEqualTo(32);
    }

    [Test]
    public async Task A_token_cached_after_its_key_was_retired_is_refused()
    {
        await using var service = new TestService();
        var (old, next) = (service.Jwt.Keys.Signing, JwtKey.Generate(JwtAlgorithm.HS256));
        var token = service.Read(service.Jwt.CreateAccessToken("alice"));
        service.Jwt.Keys.Add(next);
        service.Jwt.Keys.Promote(next.Kid);
        service.Jwt.Keys.Retire(old.Kid);

        // As a slow request that verified with the old keys: it caches its token after the key is gone.
        service.Jwt.Runtime.Cache!.Add(token);

        service.ReadRefused(token.RawJwt).Should().Be(JwtErrorCode.TokenInvalid);
        service.Jwt.Runtime.Cache!.Count.Should().Be(0);
    }

    [Test]
    public void A_hit_does_not_allocate()
    {
        var service = new TestService();
        var text = service.Jwt.CreateAccessToken("alice");
        service.Read(text);
        using var cache = new VerifiedTokenCache(16, new FakeTimeProvider(TestApp.Start));
        var (token, keys) = (service.Read(text), service.Jwt.Keys.Current);
        cache.Add(token);
        cache.Find(text, keys).Should().BeSameAs(token);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = cache.Find(text, keys);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        found.Should().BeSameAs(token);
        allocated.Should().Be(0);
    }
}
