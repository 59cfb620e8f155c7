using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Validation;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>Who stays and who goes when more tokens are remembered than there is room for.</summary>
public sealed class VerifiedTokenEvictionTests
{
    private readonly TestService _service = new();
    private readonly FakeTimeProvider _time = new(TestApp.Start);

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    private KeySet Keys => _service.Jwt.Keys.Current;

    [Test]
    public void The_oldest_newcomer_goes_first()
    {
        using var cache = new VerifiedTokenCache(3, _time);
        var tokens = Add(cache, 4);

        Kept(cache, tokens).Should().Equal(false, true, true, true);
    }

    [Test]
    public void A_newcomer_that_was_asked_for_outlives_those_that_were_not()
    {
        using var cache = new VerifiedTokenCache(3, _time);
        var tokens = Add(cache, 2);
        Find(cache, tokens[0]);

        var more = Add(cache, 3);

        Kept(cache, [.. tokens, .. more]).Should().Equal(true, false, false, true, true);
    }

    [Test]
    public void A_regular_that_is_not_asked_for_any_more_goes_when_no_newcomer_is_above_their_share()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var regulars = Add(cache, 2);
        regulars.ForEach(token => Find(cache, token));
        // Both become regulars, and the third one takes the share of newcomers.
        var newcomers = Add(cache, 1);
        Find(cache, newcomers[0]);

        var last = Add(cache, 1);

        cache.Count.Should().Be(2);
        Kept(cache, [.. regulars, .. newcomers, .. last]).Count(kept => kept).Should().Be(2);
    }

    [Test]
    public void Newcomers_have_a_tenth_of_the_room_and_regulars_the_rest()
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
    public void A_regular_stays_for_as_many_rounds_as_it_was_asked_for_and_for_a_few_at_most()
    {
        var rounds = new[] { 0, 1, 2, 3 }.Select(RoundsOf).ToArray();

        rounds.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        RoundsOf(uses: 100).Should().Be(rounds[3]);
    }

    [Test]
    public void The_same_token_is_remembered_once()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var tokens = Add(cache, 1);
        for (var i = 0; i < 5; i++)
            cache.Add(tokens[0], Keys.Signing);

        tokens.AddRange(Add(cache, 1));

        Kept(cache, tokens).Should().Equal(true, true);
    }

    [Test]
    public void A_token_that_was_removed_leaves_its_room_to_others_and_can_come_back()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var tokens = Add(cache, 1);
        cache.Remove(tokens[0]);
        cache.Count.Should().Be(0);
        cache.Add(tokens[0], Keys.Signing);

        // The entry that was removed goes first; the one that came back must not go with it.
        tokens.AddRange(Add(cache, 1));

        Kept(cache, tokens).Should().Equal(true, true);
        cache.Count.Should().Be(2);
    }

    [Test]
    public void A_token_that_was_asked_for_and_removed_does_not_become_a_regular()
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
    public void Expired_tokens_are_swept_out_each_minute_and_leave_their_room()
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
    public void Tokens_that_are_left_after_a_sweep_keep_their_places()
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
    public void What_was_swept_out_of_the_newcomers_takes_no_room()
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
    public void What_was_swept_out_of_the_regulars_takes_no_room()
    {
        using var cache = new VerifiedTokenCache(3, _time);
        List<Token> regulars = [.. Add(cache, 1, TimeSpan.FromSeconds(30)), .. Add(cache, 1)];
        regulars.ForEach(token => Find(cache, token));
        // The first of the two makes them regulars and goes.
        var newcomer = Add(cache, 2)[1];
        _time.Advance(TimeSpan.FromMinutes(1));

        var more = Add(cache, 1);

        Kept(cache, [regulars[1], newcomer, .. more]).Should().Equal(true, true, true);
    }

    [Test]
    public void Only_so_many_regulars_are_looked_at_for_one_that_goes()
    {
        using var cache = new VerifiedTokenCache(111, _time);
        var regulars = Add(cache, 100);
        regulars.ForEach(token => Find(cache, token));
        // The twelfth makes them regulars, and the first goes.
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
    public void A_token_that_came_back_is_not_pushed_out_by_what_it_was_before()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var token = Add(cache, 1)[0];
        Find(cache, token);
        cache.Remove(token);
        cache.Add(token, Keys.Signing);

        var more = Add(cache, 1);

        Kept(cache, [token, .. more]).Should().Equal(true, true);
    }

    [Test]
    public void Nothing_is_swept_after_the_end()
    {
        var cache = new VerifiedTokenCache(2, _time);
        Add(cache, 1, TimeSpan.FromSeconds(30));
        cache.Dispose();

        _time.Advance(TimeSpan.FromMinutes(2));

        cache.Count.Should().Be(1);
    }

    [Test]
    public void A_token_counts_while_the_very_key_that_verified_it_is_in_force()
    {
        using var cache = new VerifiedTokenCache(2, _time);
        var token = Add(cache, 1)[0];
        var (same, other) = (new KeySet(Keys.Signing, [Keys.Signing]), new KeySet(JwtKey.Generate(JwtAlgorithm.HS256), []));

        cache.Find(token.RawJwt, Keys).Should().BeSameAs(token);
        cache.Find(token.RawJwt, same).Should().BeSameAs(token);
        cache.Find(token.RawJwt, other).Should().BeNull();
        cache.Count.Should().Be(0);
    }

    [TestCase("0123456789abcdef")]
    [TestCase("x0123456789abcdef")]
    [TestCase("0123456789abcde")]
    [TestCase("")]
    public void A_text_and_its_span_are_the_same_to_the_comparer(string text)
    {
        var comparer = SignatureTailComparer.Instance;

        comparer.GetHashCode(text.AsSpan()).Should().Be(comparer.GetHashCode(text));
        comparer.Equals(text.AsSpan(), text).Should().BeTrue();
        comparer.Equals(text.AsSpan(), text + "x").Should().BeFalse();
        comparer.Create(text.AsSpan()).Should().Be(text);
    }

    [Test]
    public void A_text_of_sixteen_characters_is_hashed_and_a_shorter_one_is_not()
    {
        var comparer = SignatureTailComparer.Instance;

        comparer.GetHashCode("0123456789abcdef").Should().NotBe(0);
        comparer.GetHashCode("0123456789abcde").Should().Be(0);
    }

    [Test]
    public void Signatures_that_differ_in_any_way_hash_apart()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var texts = Enumerable.Range(0, 16).SelectMany(i => alphabet.Skip(1).Select(c => new string('A', i) + c + new string('A', 15 - i))).ToList();

        texts.Select(SignatureTailComparer.Instance.GetHashCode).Distinct().Should().HaveCountGreaterThan(texts.Count - 3);
    }

    // How many tokens become regulars before a regular goes that was used so often.
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

        throw new InvalidOperationException("The regular stays for ever.");
    }

    private List<Token> Add(VerifiedTokenCache cache, int count, TimeSpan? lifetime = null)
    {
        var tokens = Enumerable.Range(0, count).Select(_ => _service.Read(_service.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = lifetime }))).ToList();
        tokens.ForEach(token => cache.Add(token, Keys.Signing));
        return tokens;
    }

    private void Find(VerifiedTokenCache cache, Token token) => cache.Find(token.RawJwt, Keys).Should().BeSameAs(token);

    // Asking counts as a use: it is done once, at the end.
    private List<bool> Kept(VerifiedTokenCache cache, IEnumerable<Token> tokens) => [.. tokens.Select(token => cache.Find(token.RawJwt, Keys) is not null)];
}
