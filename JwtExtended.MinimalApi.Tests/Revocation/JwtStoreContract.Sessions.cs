using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>The part of the contract for recorded sessions and their list.</summary>
public abstract partial class JwtStoreContract
{
    [TestCase("")]
    [TestCase("""{"UserAgent":"Mozilla/5.0 (X11; Linux x86_64) 漢字 \"quoted\" | 1 2 3 \\ 🦊"}""")]
    public async Task A_session_is_listed_as_it_was_started(string data)
    {
        var started = await _store.StartAsync(Session("laptop") with { Data = data });

        started.Should().Be(Origin, "the given instant is ahead of the clock");
        (await SessionsAsync(_second)).Should().Equal(new SessionRecord("laptop", started, started, Origin.AddDays(1), data));
        (await EntryAsync("laptop")).Should().Be(SessionEntry.Start(started, Origin.AddDays(1)));
    }

    [Test]
    public async Task The_longest_data_is_kept()
    {
        var data = new string('漢', 8192);

        await _store.StartAsync(Session("laptop") with { Data = data, Expires = null, Ends = null });

        (await SessionsAsync()).Should().ContainSingle().Which.Should().Match<SessionRecord>(r => r.Data == data && r.Expires == null);
    }

    [Test]
    public async Task A_session_starts_after_what_was_revoked()
    {
        var now = await _store.GetTimeAsync(default);
        var started = await _store.StartAsync(Session("before") with { NotBefore = DateTimeOffset.UnixEpoch });
        var identity = await _store.RevokeUpToAsync(UpTo(_keys.Identity) with { NotBefore = Future }, default);
        var behindIdentity = await _second.StartAsync(Session("identity"));
        var everything = await _store.RevokeUpToAsync(UpTo(_keys.Everything) with { NotBefore = Future.AddMinutes(1) }, default);
        var behindEverything = await _second.StartAsync(Session("everything"));

        started.Should().BeOnOrAfter(now).And.BeOnOrBefore(await _store.GetTimeAsync(default));
        identity!.Covers(null, behindIdentity).Should().BeFalse();
        everything!.Covers(null, behindEverything).Should().BeFalse();
        (behindIdentity - identity.Instant).Should().BeLessThan(TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task A_session_of_the_same_id_replaces_the_one_before()
    {
        var first = await _store.StartAsync(Session("laptop"));
        await _store.ExchangeAsync(Exchange("laptop", 0, first) with { GraceWindow = TimeSpan.Zero }, default);
        await _store.StartAsync(Session("phone", 1));

        var second = await _second.StartAsync(Session("laptop", 2) with { Data = "new" });

        (await SessionsAsync()).Select(record => (record.Id, record.Data)).Should().Equal(("laptop", "new"), ("phone", "data of phone"));
        (await EntryAsync("laptop")).Should().Be(SessionEntry.Start(second, Origin.AddDays(1)));
        (await _store.ExchangeAsync(Exchange("laptop", 1, first), default)).Outcome.Should().Be(ExchangeOutcome.Revoked);
        (await _store.ExchangeAsync(Exchange("laptop", 0, second), default)).Outcome.Should().Be(ExchangeOutcome.Advanced);
    }

    [Test]
    public async Task A_session_that_has_ended_may_start_again()
    {
        var first = await _store.StartAsync(Session("laptop"));
        await _store.EndAsync(_keys.Identity, _maker.ForSession("alice", "laptop"), Future);

        var second = await _store.StartAsync(Session("laptop", 1));

        (await SessionsAsync()).Should().ContainSingle().Which.Started.Should().Be(second);
        (await EntryAsync("laptop"))!.Revoked.Should().BeFalse();
        (await _store.ExchangeAsync(Exchange("laptop", 0, first), default)).Outcome.Should().Be(ExchangeOutcome.Revoked);
    }

    [Test]
    public async Task A_session_that_starts_anew_begins_later_than_the_one_before([Values] bool ended)
    {
        var first = await _store.StartAsync(Session("laptop"));
        if (ended)
            await _second.EndAsync(_keys.Identity, _maker.ForSession("alice", "laptop"), Future);

        var second = await _second.StartAsync(Session("laptop"));

        second.Should().BeAfter(first, "the same instant would be the same session");
        (await _store.ExchangeAsync(Exchange("laptop", 0, first) with { MayStart = true }, default)).Outcome
            .Should().Be(ExchangeOutcome.Revoked);
        (await _store.ExchangeAsync(Exchange("laptop", 0, second), default)).Outcome.Should().Be(ExchangeOutcome.Advanced);
        (await SessionsAsync()).Should().ContainSingle().Which.Started.Should().Be(second);
    }

    [Test]
    public async Task A_session_that_starts_after_an_unknown_one_was_ended_begins_later_than_any_token_of_that_one()
    {
        var ahead = (await _store.GetTimeAsync(default)).AddSeconds(4);
        await _store.EndAsync(_keys.Identity, _maker.ForSession("alice", "laptop"), Future);

        var started = await _second.StartAsync(Session("laptop") with { NotBefore = DateTimeOffset.UnixEpoch });

        started.Should().BeAfter(ahead);
        (await _store.ExchangeAsync(Exchange("laptop", 0, ahead), default)).Outcome.Should().Be(ExchangeOutcome.Revoked);
    }

    [Test]
    public async Task The_list_comes_in_pages_newest_first()
    {
        foreach (var i in new[] { 3, 0, 4, 1, 2, 6, 5 })
            await (i % 2 == 0 ? _store : _second).StartAsync(Session($"s{i}", i));
        await _store.StartAsync(Session("twin", 2));

        foreach (var limit in new[] { 1, 2, 3, 8, 100 })
        {
            var ids = (await SessionsAsync(_second, limit)).Select(record => record.Id).ToList();

            ids.Should().HaveCount(8).And.OnlyHaveUniqueItems();
            ids.Where(id => id != "twin").Should().Equal("s6", "s5", "s4", "s3", "s2", "s1", "s0");
            ids.IndexOf("twin").Should().BeInRange(4, 5);
        }
    }

    [Test]
    public async Task A_session_goes_on_for_one_that_is_alive()
    {
        var started = await _store.StartAsync(Session("laptop"));

        var next = await _second.StartSessionAsync(Session("laptop") with { Continues = started }, default);

        next.Should().BeAfter(started);
        (await SessionsAsync()).Should().ContainSingle().Which.Started.Should().Be(next!.Value);
        var expected = SessionEntry.Start(next.Value, Origin.AddDays(1)) with { Root = started };
        (await EntryAsync("laptop")).Should().Be(expected);
    }

    [Test]
    public async Task A_session_that_goes_on_for_an_unknown_one_begins_later_than_that()
    {
        var ahead = Future.AddMinutes(5);

        var next = await _second.StartSessionAsync(Session("unknown") with { Continues = ahead }, default);

        next.Should().Be(ahead.AddMilliseconds(1));
        (await EntryAsync("unknown"))!.Root.Should().Be(ahead);
    }

    [Test]
    public async Task An_end_reaches_a_session_that_goes_on_for_the_one_that_it_names([Values(1, 3)] int times)
    {
        var key = _maker.ForSession("alice", "laptop");
        var before = await _store.StartAsync(Session("laptop"));
        var first = await _store.StartAsync(Session("laptop"));
        DateTimeOffset? next = first;
        for (var i = 0; i < times; i++)
            next = await _second.StartSessionAsync(Session("laptop") with { Continues = next }, default);
        var end = new SessionEnd { IdentityKey = _keys.Identity, SessionKey = key, Started = before, Expires = Future };

        (await _store.EndSessionAsync(end, default)).Should().BeFalse("what it names was replaced by another login");
        (await _store.EndSessionAsync(end with { Started = first }, default)).Should().BeTrue();

        (await EntryAsync("laptop"))!.Revoked.Should().BeTrue();
        (await SessionsAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task A_session_does_not_go_on_for_one_that_has_ended_or_was_replaced([Values] bool ended)
    {
        var started = await _store.StartAsync(Session("laptop"));
        if (ended)
            await _store.EndAsync(_keys.Identity, _maker.ForSession("alice", "laptop"), Future);
        else
            await _store.StartAsync(Session("laptop") with { Data = "later" });
        var before = await EntryAsync("laptop");

        var next = await _second.StartSessionAsync(Session("laptop") with { Continues = started }, default);

        next.Should().BeNull();
        (await EntryAsync("laptop")).Should().Be(before);
        (await SessionsAsync()).Select(record => record.Data).Should().Equal(ended ? [] : ["later"]);
    }

    [Test]
    public async Task An_end_reaches_the_session_that_it_names_and_no_later_one()
    {
        var key = _maker.ForSession("alice", "laptop");
        var first = await _store.StartAsync(Session("laptop"));
        var second = await _store.StartAsync(Session("laptop"));
        var end = new SessionEnd { IdentityKey = _keys.Identity, SessionKey = key, Started = first, Expires = Future };
        var before = await EntryAsync("laptop");

        (await _second.EndSessionAsync(end, default)).Should().BeFalse();
        (await EntryAsync("laptop")).Should().Be(before);
        (await SessionsAsync()).Should().ContainSingle();
        (await _second.EndSessionAsync(end with { Started = second }, default)).Should().BeTrue();

        (await EntryAsync("laptop"))!.Revoked.Should().BeTrue();
        (await SessionsAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task A_page_goes_on_where_sessions_have_started_and_ended_meanwhile()
    {
        for (var i = 0; i < 6; i++)
            await _store.StartAsync(Session($"s{i}", i));
        var first = await _store.ListSessionsAsync(_keys.Identity, null, 2, default);

        await _store.StartAsync(Session("new", 9));
        await _store.EndAsync(_keys.Identity, _maker.ForSession("alice", "s4"), Future);
        await _store.EndAsync(_keys.Identity, _maker.ForSession("alice", "s2"), Future);
        var second = await _second.ListSessionsAsync(_keys.Identity, first.Next, 2, default);

        first.Records.Select(record => record.Id).Should().Equal("s5", "s4");
        var rest = second.Records.Select(record => record.Id).ToList();
        for (var next = second.Next; next is not null;)
        {
            var page = await _store.ListSessionsAsync(_keys.Identity, next, 2, default);
            rest.AddRange(page.Records.Select(record => record.Id));
            next = page.Next;
        }

        rest.Should().Equal("s3", "s1", "s0");
    }

    [Test]
    public async Task An_exchange_moves_the_record_forward()
    {
        var started = await _store.StartAsync(Session("laptop") with { NotBefore = DateTimeOffset.UnixEpoch });
        await PassTimeAsync(await _store.GetTimeAsync(default));

        var result = await _second.ExchangeAsync(
            Exchange("laptop", 0, started) with { GraceWindow = TimeSpan.Zero, Expires = Origin.AddDays(3) }, default);

        result.Should().Be(new ExchangeResult(ExchangeOutcome.Advanced, 1, result.At));
        result.At.Should().BeAfter(started);
        (await SessionsAsync()).Should().Equal(
            new SessionRecord("laptop", started, result.At, Origin.AddDays(3), "data of laptop"));
    }

    [Test]
    public async Task A_session_ends_once()
    {
        await _store.StartAsync(Session("laptop"));
        await _store.StartAsync(Session("phone", 1));
        var key = _maker.ForSession("alice", "laptop");

        var results = await RaceAsync(
            i => (i % 2 == 0 ? _store : _second).EndAsync(_keys.Identity, key, Future).AsTask());

        results.Count(ended => ended).Should().Be(1);
        (await SessionsAsync()).Select(record => record.Id).Should().Equal("phone");
        (await EntryAsync("laptop"))!.Revoked.Should().BeTrue();
        (await EntryAsync("phone"))!.Revoked.Should().BeFalse();
    }

    [Test]
    public async Task An_unknown_session_ends_and_cannot_be_started_by_an_exchange()
    {
        var key = _maker.ForSession("alice", "laptop");

        (await _store.EndAsync(_keys.Identity, key, Future)).Should().BeFalse("it was not recorded");

        (await EntryAsync("laptop"))!.Revoked.Should().BeTrue();
        (await _second.ExchangeAsync(Exchange("laptop", 0, Future), default)).Outcome.Should().Be(ExchangeOutcome.Revoked);
        (await SessionsAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task An_end_lasts_as_long_as_the_entry_would_have()
    {
        var key = _maker.ForSession("alice", "laptop");
        await _store.StartAsync(Session("laptop"));

        await _store.EndAsync(_keys.Identity, key, Past);

        (await EntryAsync("laptop"))!.Revoked.Should().BeTrue("the later expiry counts");
    }

    [Test]
    public async Task An_expired_session_is_neither_listed_nor_found_nor_ended()
    {
        var key = _maker.ForSession("alice", "laptop");
        await _store.StartAsync(Session("laptop") with { Expires = Past });
        await _store.StartAsync(Session("phone", 1));

        (await SessionsAsync()).Select(record => record.Id).Should().Equal("phone");
        (await EntryAsync("laptop")).Should().BeNull();
        (await _second.EndAsync(_keys.Identity, key, Future)).Should().BeFalse();
    }

    [Test]
    public async Task Sessions_that_start_at_the_same_time_are_all_kept()
    {
        await RaceAsync(async i => await (i % 2 == 0 ? _store : _second).StartAsync(Session($"s{i}")));

        (await SessionsAsync(limit: 10)).Should().HaveCount(Racers);
    }

    [Test]
    public async Task A_revocation_of_the_identity_leaves_the_entries()
    {
        await _store.StartAsync(Session("laptop"));
        await _store.RevokeUpToAsync(UpTo(_keys.Identity) with { NotBefore = Future }, default);

        (await SessionsAsync()).Should().ContainSingle();
    }

    [Test]
    public async Task The_end_of_a_session_is_kept_when_its_id_starts_anew_for_a_shorter_time()
    {
        var keys = KeysOf("alice", "laptop");
        await _store.EndAsync(keys.Identity, keys.Session!, Future);
        var session = new NewSession
        {
            IdentityKey = keys.Identity,
            SessionKey = keys.Session!,
            EverythingKey = keys.Everything,
            Id = "laptop",
            NotBefore = DateTimeOffset.UnixEpoch,
            Data = "",
            Expires = Now.AddSeconds(-1),
            Ends = Future,
        };

        await _store.StartAsync(session);
        var old = await _store.ExchangeAsync(Exchange("laptop", 0, Past) with { MayStart = true }, default);

        old.Outcome.Should().Be(ExchangeOutcome.Revoked);
    }
}
