namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>The part of the contract for session records.</summary>
public abstract partial class RevocationStoreContract
{
    [TestCase(null)]
    [TestCase("")]
    [TestCase("Mozilla/5.0 (X11; Linux x86_64) 漢字 \"quoted\" | 1 2 3 \\ 🦊")]
    public async Task A_record_is_returned_as_it_was_put(string? userAgent)
    {
        var record = Record("laptop") with
        {
            UserAgent = userAgent,
            LastRefreshed = Now.AddSeconds(5),
            Expires = userAgent is null ? null : Future,
        };

        await _store.PutSessionAsync(_keys.Identity, record, default);

        (await SessionsAsync(_second)).Should().Equal(record);
    }

    [Test]
    public async Task The_longest_user_agent_is_kept()
    {
        await _store.PutSessionAsync(_keys.Identity, Record("laptop") with { UserAgent = new string('漢', 300) + "\0" }, default);

        (await SessionsAsync()).Should().ContainSingle().Which.UserAgent.Should().Be(new string('漢', 256));
    }

    [Test]
    public async Task A_record_of_the_same_session_is_replaced_and_those_of_others_stay()
    {
        var (laptop, phone) = (Record("laptop"), Record("phone", 1));
        await _store.PutSessionAsync(_keys.Identity, laptop with { UserAgent = "old" }, default);
        await _store.PutSessionAsync(_keys.Identity, phone, default);
        await _store.PutSessionAsync(KeysOf("bob").Identity, Record("other"), default);

        await _second.PutSessionAsync(_keys.Identity, laptop with { UserAgent = "new" }, default);

        (await SessionsAsync()).Should().Equal(laptop with { UserAgent = "new" }, phone);
    }

    [Test]
    public async Task The_session_that_started_first_comes_first()
    {
        var records = Enumerable.Range(0, 5).Select(i => Record($"s{i}", i)).ToArray();
        foreach (var i in new[] { 3, 0, 4, 1, 2 })
            await _store.PutSessionAsync(_keys.Identity, records[i], default);
        var twin = Record("twin", 2);
        await _store.PutSessionAsync(_keys.Identity, twin, default);

        var twins = new[] { records[2], twin }.OrderBy(record => record.Key, StringComparer.Ordinal);
        (await SessionsAsync()).Should().Equal([records[0], records[1], .. twins, records[3], records[4]]);
    }

    [Test]
    public async Task A_touch_moves_a_record_forward_and_never_back()
    {
        var record = Record("laptop") with { UserAgent = "agent", Expires = Future };
        var (later, longer) = (record.Started.AddMinutes(1), Future.AddHours(1));
        await _store.PutSessionAsync(_keys.Identity, record, default);

        (await _second.TouchSessionAsync(_keys.Identity, record.Key, later, longer, default)).Should().BeTrue();
        (await _store.TouchSessionAsync(_keys.Identity, record.Key, record.Started, Past, default)).Should().BeTrue();
        (await SessionsAsync()).Should().Equal(record with { LastRefreshed = later, Expires = longer });

        (await _store.TouchSessionAsync(_keys.Identity, record.Key, later, null, default)).Should().BeTrue();
        (await _store.TouchSessionAsync(_keys.Identity, record.Key, later, Past, default)).Should().BeTrue();
        (await SessionsAsync(_second)).Should().Equal(record with { LastRefreshed = later, Expires = null });
    }

    [Test]
    public async Task Racing_touches_end_at_the_latest()
    {
        var record = Record("laptop") with { Expires = Future };
        await _store.PutSessionAsync(_keys.Identity, record, default);

        await RaceAsync(async i =>
        {
            var store = i % 2 == 0 ? _store : _second;
            var (refreshed, expires) = (record.Started.AddSeconds(i), record.Expires.Value.AddSeconds(Racers - i));
            return await store.TouchSessionAsync(_keys.Identity, record.Key, refreshed, expires, default);
        });

        (await SessionsAsync()).Should().Equal(
            record with { LastRefreshed = record.Started.AddSeconds(Racers - 1), Expires = record.Expires.Value.AddSeconds(Racers) });
    }

    [Test]
    public async Task A_removed_or_expired_record_is_neither_touched_nor_removed_nor_restored()
    {
        var (removed, expired) = (Record("removed"), Record("expired") with { Expires = Past });
        await _store.PutSessionAsync(_keys.Identity, removed, default);
        await _store.PutSessionAsync(_keys.Identity, expired, default);
        (await _store.RemoveSessionAsync(_keys.Identity, removed.Key, default)).Should().BeTrue();

        foreach (var key in new[] { removed.Key, expired.Key, _maker.ForSession("alice", "unknown") })
        {
            (await _second.TouchSessionAsync(_keys.Identity, key, Now, Future, default)).Should().BeFalse();
            (await _second.RemoveSessionAsync(_keys.Identity, key, default)).Should().BeFalse();
        }

        (await _store.TouchSessionAsync(KeysOf("bob").Identity, removed.Key, Now, Future, default)).Should().BeFalse();
        (await SessionsAsync()).Should().BeEmpty();
        await _store.PutSessionAsync(_keys.Identity, expired with { Expires = Future }, default);
        (await SessionsAsync()).Should().ContainSingle("a new record may come");
    }

    [Test]
    public async Task A_record_that_is_replaced_by_an_expired_one_is_gone()
    {
        await _store.PutSessionAsync(_keys.Identity, Record("laptop"), default);
        await _store.PutSessionAsync(_keys.Identity, Record("laptop") with { Expires = Past }, default);

        (await SessionsAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task An_identity_cannot_remove_the_session_of_another()
    {
        var record = Record("laptop");
        await _store.PutSessionAsync(_keys.Identity, record, default);

        (await _store.RemoveSessionAsync(KeysOf("bob").Identity, record.Key, default)).Should().BeFalse();
        (await SessionsAsync()).Should().Equal(record);
    }

    [Test]
    public async Task Of_many_racers_one_removes()
    {
        var record = Record("laptop");
        await _store.PutSessionAsync(_keys.Identity, record, default);

        var results = await RaceAsync(
            i => (i % 2 == 0 ? _store : _second).RemoveSessionAsync(_keys.Identity, record.Key, default).AsTask());

        results.Count(removed => removed).Should().Be(1);
        (await SessionsAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task A_touch_that_races_with_a_removal_brings_nothing_back()
    {
        var record = Record("laptop");
        await _store.PutSessionAsync(_keys.Identity, record, default);

        var results = await RaceAsync(i => i % 8 == 3
            ? _second.RemoveSessionAsync(_keys.Identity, record.Key, default).AsTask()
            : _store.TouchSessionAsync(_keys.Identity, record.Key, record.Started.AddSeconds(i), null, default).AsTask());

        results.Where((_, i) => i % 8 == 3).Count(removed => removed).Should().Be(1);
        (await SessionsAsync()).Should().BeEmpty();
        (await FindAsync(_store, KeysOf("alice", "laptop", wantsRecord: true))).SessionRecorded.Should().BeFalse();
    }

    [Test]
    public async Task Sessions_that_start_at_the_same_time_are_all_kept()
    {
        await RaceAsync(async i =>
        {
            await (i % 2 == 0 ? _store : _second).PutSessionAsync(_keys.Identity, Record($"s{i}"), default);
            return i;
        });

        (await SessionsAsync()).Should().HaveCount(Racers);
    }

    [Test]
    public async Task A_record_shows_in_a_lookup_only_on_request()
    {
        var (asking, silent) = (KeysOf("alice", "laptop", wantsRecord: true), KeysOf("alice", "laptop"));
        var before = await FindAsync(_store, asking);

        await _store.PutSessionAsync(asking.Identity, Record("laptop") with { Key = asking.Session! }, default);

        before.SessionRecorded.Should().BeFalse();
        (await FindAsync(_second, asking)).Should().Be(before with { SessionRecorded = true });
        (await FindAsync(_second, silent)).Should().Be(before);
        (await FindAsync(_store, KeysOf("bob", "laptop", wantsRecord: true))).SessionRecorded.Should().BeFalse("it is alice's");
        (await FindAsync(_store, KeysOf("alice", "phone", wantsRecord: true))).SessionRecorded.Should().BeFalse("it is another session");
        await _store.RevokeAsync(asking.Session!, Future, default);
        (await FindAsync(_store, asking)).Should().Be(before with { SessionRecorded = true, SessionRevoked = true });
    }

    [Test]
    public async Task An_expired_record_is_not_recorded()
    {
        var asking = KeysOf("alice", "laptop", wantsRecord: true);
        await _store.PutSessionAsync(asking.Identity, Record("laptop") with { Key = asking.Session!, Expires = Past }, default);
        await _store.PutSessionAsync(asking.Identity, Record("phone"), default);

        (await FindAsync(_store, asking)).SessionRecorded.Should().BeFalse();
    }

    [Test]
    public async Task A_revocation_of_the_identity_leaves_the_records()
    {
        await _store.PutSessionAsync(_keys.Identity, Record("laptop"), default);
        await _store.RevokeUpToAsync(_keys.Identity, Future, Future, default);

        (await SessionsAsync()).Should().ContainSingle();
    }
}
