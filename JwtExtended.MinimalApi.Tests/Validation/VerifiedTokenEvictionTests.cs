using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Validation;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>Which tokens are evicted when the cache is full.</summary>
public sealed class VerifiedTokenEvictionTests
{
    private readonly TestService _service = new();
    private readonly FakeTimeProvider _time = new(TestApp.Start);

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    private KeySet Keys => _service.Jwt.Keys.Current;

    [Test]
    public void The_oldest_newcomer_is_evicted_first()
    {
        using var cache = new VerifiedTokenCache(3, _time);
        var tokens = Add(cache, 4);

        Kept(cache, tokens).Should().Equal(false, true, true, true);
    }

    [Test]
    public void A_newcomer_that_was_used_outlives_those_that_were_not()
    {
        using var cache = new VerifiedTokenCache(3, _time);
        var tokens = Add(cache, 2);
        Find(cache, tokens[0]);

        var more = Add(cache, 3);

        Kept(cache, [.. tokens, .. more]).Should().Equal(true, false, false, true, true);
    }

    [Test]
    public void A_regular_that_is_not_used_any_more_is_evicted_when_newcomers_are_within_their_share()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var regulars = Add(cache, 2);
        regulars.ForEach(token => Find(cache, token));
        // Both become regulars, and the third one fills the share of newcomers.
        var newcomers = Add(cache, 1);
        Find(cache, newcomers[0]);

        var last = Add(cache, 1);

        cache.Count.Should().Be(2);
        Kept(cache, [.. regulars, .. newcomers, .. last]).Count(kept => kept).Should().Be(2);
    }

    [Test]
    public void Newcomers_have_a_tenth_of_the_cache_and_regulars_the_rest()
    {
        using var cache = new VerifiedTokenCache(20, _time);
        var regulars = Add(cache, 18);
        regulars.ForEach(token => Find(cache, token));

        var flood = Add(cache, 100);

        Kept(cache, regulars).Should().AllBeEquivalentTo(true);
        Kept(cache, flood).Count(kept => kept).Should().Be(2);
        Kept(cache, flood)[^2..].Should().Equal(true, true);
    }

    [Test]
    public void A_regular_stays_for_as_many_rounds_as_it_was_used_up_to_a_limit()
    {
        var rounds = new[] { 0, 1, 2, 3 }.Select(RoundsOf).ToArray();

        rounds.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        RoundsOf(uses: 100).Should().Be(rounds[3]);
    }

    [Test]
    public void The_same_token_is_cached_once()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var tokens = Add(cache, 1);
        for (var i = 0; i < 5; i++)
            cache.Add(tokens[0]);

        tokens.AddRange(Add(cache, 1));

        Kept(cache, tokens).Should().Equal(true, true);
    }

    [Test]
    public void A_removed_token_leaves_its_place_to_others_and_can_be_added_again()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var tokens = Add(cache, 1);
        cache.Remove(tokens[0]);
        cache.Count.Should().Be(0);
        cache.Add(tokens[0]);

        // The removed entry is evicted first; the one that was added again must not be evicted with it.
        tokens.AddRange(Add(cache, 1));

        Kept(cache, tokens).Should().Equal(true, true);
        cache.Count.Should().Be(2);
    }

    [Test]
    public void A_token_that_was_used_and_removed_does_not_become_a_regular()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var removed = Add(cache, 1)[0];
        Find(cache, removed);
        cache.Remove(removed);

        var tokens = Add(cache, 2);

        Kept(cache, tokens).Should().Equal(true, true);
        Kept(cache, [removed]).Should().Equal(false);
    }

    [Test]
    public void Expired_tokens_are_removed_each_minute_and_leave_their_place()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var regular = Add(cache, 1, TimeSpan.FromSeconds(60))[0];
        Find(cache, regular);
        Add(cache, 1, TimeSpan.FromSeconds(61));

        _time.Advance(TimeSpan.FromSeconds(59.9));
        cache.Count.Should().Be(2);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        cache.Count.Should().Be(1);
        var more = Add(cache, 1);
        cache.Count.Should().Be(2);

        _time.Advance(TimeSpan.FromMinutes(1));
        cache.Count.Should().Be(1);
        Kept(cache, more).Should().Equal(true);
    }

    [Test]
    public void Tokens_that_remain_after_a_sweep_keep_their_order()
    {
        using var cache = new VerifiedTokenCache(3, _time);
        var first = Add(cache, 1)[0];
        Add(cache, 1, TimeSpan.FromSeconds(30));
        var second = Add(cache, 1)[0];
        _time.Advance(TimeSpan.FromMinutes(1));

        var more = Add(cache, 2);

        Kept(cache, [first, second, .. more]).Should().Equal(false, true, true, true);
    }

    [Test]
    public void Newcomers_removed_by_a_sweep_do_not_count()
    {
        using var cache = new VerifiedTokenCache(3, _time);
        var first = Add(cache, 1)[0];
        Add(cache, 1, TimeSpan.FromSeconds(30));
        var second = Add(cache, 1)[0];
        _time.Advance(TimeSpan.FromMinutes(1));

        var more = Add(cache, 1);

        Kept(cache, [first, second, .. more]).Should().Equal(true, true, true);
    }

    [Test]
    public void Regulars_removed_by_a_sweep_do_not_count()
    {
        using var cache = new VerifiedTokenCache(3, _time);
        List<Token> regulars = [.. Add(cache, 1, TimeSpan.FromSeconds(30)), .. Add(cache, 1)];
        regulars.ForEach(token => Find(cache, token));
        // The first of the two makes them regulars and is evicted.
        var newcomer = Add(cache, 2)[1];
        _time.Advance(TimeSpan.FromMinutes(1));

        var more = Add(cache, 1);

        Kept(cache, [regulars[1], newcomer, .. more]).Should().Equal(true, true, true);
    }

    [Test]
    public void The_number_of_regulars_considered_for_an_eviction_is_bounded()
    {
        using var cache = new VerifiedTokenCache(111, _time);
        var regulars = Add(cache, 100);
        regulars.ForEach(token => Find(cache, token));
        // The twelfth makes them regulars, and the first is evicted.
        var newcomers = Add(cache, 12);
        for (var i = 0; i < 3; i++)
            regulars.ForEach(token => Find(cache, token));
        Find(cache, newcomers[1]);

        Add(cache, 1);

        var kept = Kept(cache, regulars);
        kept.Count(one => one).Should().Be(99);
        kept[63].Should().BeFalse();
    }

    [Test]
    public void A_token_that_was_added_again_is_not_evicted_with_its_former_entry()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var token = Add(cache, 1)[0];
        Find(cache, token);
        cache.Remove(token);
        cache.Add(token);

        var more = Add(cache, 1);

        Kept(cache, [token, .. more]).Should().Equal(true, true);
    }

    [Test]
    public void A_disposed_cache_is_not_swept()
    {
        var cache = new VerifiedTokenCache(2, _time);
        Add(cache, 1, TimeSpan.FromSeconds(30));
        cache.Dispose();

        _time.Advance(TimeSpan.FromMinutes(2));

        cache.Count.Should().Be(1);
    }

    [Test]
    public void A_token_is_found_while_the_key_that_verified_it_is_current()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var token = Add(cache, 1)[0];
        var (same, other) = (new KeySet(Keys.Signing, [Keys.Signing], []), new KeySet(JwtKey.Generate(JwtAlgorithm.HS256), [], []));

        cache.Find(token.RawJwt, Keys).Should().BeSameAs(token);
        cache.Find(token.RawJwt, same).Should().BeSameAs(token);
        cache.Find(token.RawJwt, other).Should().BeNull();
        cache.Count.Should().Be(0);
    }

    // How many tokens become regulars before a regular is evicted that was used so often.
    private int RoundsOf(int uses)
    {
        for (var rounds = 1; rounds < 100; rounds++)
        {
            using var cache = new VerifiedTokenCache(3, _time);
            var regular = Add(cache, 1)[0];
            Find(cache, regular);
            Add(cache, 3);
            for (var i = 0; i < uses; i++)
                Find(cache, regular);
            for (var i = 0; i < rounds; i++)
                Find(cache, Add(cache, 1)[0]);
            if (!Kept(cache, [regular])[0])
                return rounds;
        }

        throw new InvalidOperationException("The regular is never evicted.");
    }

    private List<Token> Add(VerifiedTokenCache cache, int count, TimeSpan? lifetime = null)
    {
        var descriptor = new TokenDescriptor { ExpiresIn = lifetime };
        var tokens = Enumerable.Range(0, count).Select(_ => _service.Read(_service.Jwt.CreateAccessToken("alice", descriptor))).ToList();
        tokens.ForEach(token => cache.Add(token));
        return tokens;
    }

    private void Find(VerifiedTokenCache cache, Token token) => cache.Find(token.RawJwt, Keys).Should().BeSameAs(token);

    // Finding counts as a use: it is done once, at the end.
    private List<bool> Kept(VerifiedTokenCache cache, IEnumerable<Token> tokens) =>
        [.. tokens.Select(token => cache.Find(token.RawJwt, Keys) is not null)];
}
