using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>The part of the contract for exchanges. Each rule of the table is in the tests of <see cref="SessionEntry"/>.</summary>
public abstract partial class JwtStoreContract
{
    [Test]
    public async Task A_chain_of_exchanges_is_one_entry()
    {
        var (started, strict) = (Past, Exchange("laptop", 0, Past) with { GraceWindow = TimeSpan.Zero });

        for (var number = 0; number < 20; number++)
        {
            var result = await (number % 2 == 0 ? _store : _second).ExchangeAsync(
                strict with { Number = number, Started = started, MayStart = number == 0 }, default);
            result.Should().Be(new ExchangeResult(ExchangeOutcome.Advanced, number + 1, result.At));
        }

        var entry = (await EntryAsync("laptop"))!;
        (entry.Started, entry.Number, entry.Parent, entry.Seen, entry.Revoked).Should().Be((started, 20, 19, false, false));
        entry.HandedOut.Should().Be(entry.At);
        (await SessionsAsync()).Should().BeEmpty("it was not recorded");
    }

    [Test]
    public async Task Of_many_racers_one_advances_and_all_get_the_same_number()
    {
        var started = Past;

        var results = await RaceAsync(i => (i % 2 == 0 ? _store : _second).ExchangeAsync(Exchange("laptop", 0, started), default).AsTask());

        results.Count(result => result.Outcome == ExchangeOutcome.Advanced).Should().Be(1);
        results.Count(result => result.Outcome == ExchangeOutcome.Again).Should().Be(Racers - 1);
        results.Should().OnlyContain(result => result.Number == 1 && result.At == results[0].At);
    }

    [Test]
    public async Task Of_many_racers_one_advances_a_recorded_session()
    {
        var started = await StartNowAsync("laptop");

        var results = await RaceAsync(i => (i % 2 == 0 ? _store : _second).ExchangeAsync(Exchange("laptop", 0, started), default).AsTask());

        results.Count(result => result.Outcome == ExchangeOutcome.Advanced).Should().Be(1);
        results.Should().OnlyContain(result => result.Number == 1);
    }

    [Test]
    public async Task A_lost_answer_gets_a_new_number_and_the_one_before_is_reuse()
    {
        var started = Past;
        var first = Exchange("laptop", 0, started) with { GraceWindow = TimeSpan.Zero };
        await _store.ExchangeAsync(first, default);

        var reissued = await _second.ExchangeAsync(first, default);
        var old = await _store.ExchangeAsync(first with { Number = 1, MayStart = false }, default);

        reissued.Should().Be(new ExchangeResult(ExchangeOutcome.Reissued, 2, reissued.At));
        old.Outcome.Should().Be(ExchangeOutcome.Reused);
        (await EntryAsync("laptop"))!.Revoked.Should().BeTrue();
    }

    [Test]
    public async Task A_number_that_was_seen_makes_its_parent_reuse()
    {
        var started = await StartNowAsync("laptop");
        var first = Exchange("laptop", 0, started) with { GraceWindow = TimeSpan.Zero };
        await _store.ExchangeAsync(first, default);

        await _second.MarkSeenAsync(_keys.Identity, first.SessionKey, 1, default);

        (await EntryAsync("laptop"))!.Seen.Should().BeTrue();
        (await _store.ExchangeAsync(first, default)).Outcome.Should().Be(ExchangeOutcome.Reused);
        (await SessionsAsync(_second)).Should().BeEmpty("the session has ended in the same operation");
        (await _second.ExchangeAsync(first, default)).Outcome.Should().Be(ExchangeOutcome.Revoked, "it is reported once");
        (await _second.EndAsync(_keys.Identity, first.SessionKey, Future)).Should().BeFalse();
    }

    [Test]
    public async Task A_mark_changes_only_the_current_number_of_a_session_that_goes_on()
    {
        var key = _maker.ForSession("alice", "laptop");
        await _store.MarkSeenAsync(_keys.Identity, key, 0, default);
        (await EntryAsync("laptop")).Should().BeNull("nothing is written for an unknown session");
        var started = await StartNowAsync("laptop");

        await _store.MarkSeenAsync(_keys.Identity, key, 1, default);
        (await EntryAsync("laptop"))!.Seen.Should().BeFalse();
        await _second.MarkSeenAsync(_keys.Identity, key, 0, default);
        (await EntryAsync("laptop"))!.Seen.Should().BeTrue();
        await _store.ExchangeAsync(Exchange("laptop", 0, started) with { GraceWindow = TimeSpan.Zero }, default);
        (await EntryAsync("laptop"))!.Seen.Should().BeFalse("the new number was not seen");
        await _store.EndAsync(_keys.Identity, key, Future);
        await _store.MarkSeenAsync(_keys.Identity, key, 1, default);
        (await EntryAsync("laptop"))!.Seen.Should().BeFalse();
    }

    [Test]
    public async Task Of_many_racers_one_ends_a_session_by_reuse()
    {
        var started = Past;
        var first = Exchange("laptop", 0, started) with { GraceWindow = TimeSpan.Zero, LostAnswerWindow = TimeSpan.Zero };
        await _store.ExchangeAsync(first, default);

        var results = await RaceAsync(i => (i % 2 == 0 ? _store : _second).ExchangeAsync(first, default).AsTask());

        results.Count(result => result.Outcome == ExchangeOutcome.Reused).Should().Be(1);
        results.Count(result => result.Outcome == ExchangeOutcome.Revoked).Should().Be(Racers - 1);
    }

    [Test]
    public async Task Without_an_entry_only_the_first_token_is_exchanged()
    {
        (await _store.ExchangeAsync(Exchange("laptop", 3, Past), default)).Outcome.Should().Be(ExchangeOutcome.Missing);
        (await EntryAsync("laptop")).Should().BeNull();
        (await _store.ExchangeAsync(Exchange("laptop", 0, Past) with { MayStart = false }, default)).Outcome
            .Should().Be(ExchangeOutcome.Missing);
        (await _store.ExchangeAsync(Exchange("laptop", 0, Past), default)).Outcome.Should().Be(ExchangeOutcome.Advanced);
    }

    [Test]
    public async Task A_token_that_the_store_has_lost_sight_of_goes_on()
    {
        var started = await _store.StartAsync(Session("laptop"));

        var result = await _second.ExchangeAsync(Exchange("laptop", 7, started), default);

        result.Should().Be(new ExchangeResult(ExchangeOutcome.Advanced, 8, result.At));
        (await EntryAsync("laptop"))!.Parent.Should().Be(7);
    }

    [Test]
    public async Task An_exchange_for_the_current_token_alone_ends_nothing()
    {
        var started = Past;
        var first = Exchange("laptop", 0, started) with { GraceWindow = TimeSpan.Zero, OnlyCurrent = true };
        (await _store.ExchangeAsync(first, default)).Outcome.Should().Be(ExchangeOutcome.Advanced);
        var entry = await EntryAsync("laptop");

        (await _second.ExchangeAsync(first, default)).Outcome.Should().Be(ExchangeOutcome.Skipped);

        (await EntryAsync("laptop")).Should().Be(entry);
    }

    [Test]
    public async Task An_exchange_of_what_was_revoked_up_to_an_instant_is_refused()
    {
        var started = Past;
        var (alice, all) = (Exchange("laptop", 0, started), Exchange("phone", 0, started));
        (await _store.ExchangeAsync(alice, default)).Outcome.Should().Be(ExchangeOutcome.Advanced);

        await _second.RevokeUpToAsync(
            UpTo(_keys.Identity) with { ExceptSession = all.SessionKey, ExceptStarted = started }, default);
        var excepted = await _store.ExchangeAsync(all, default);
        var covered = await _store.ExchangeAsync(alice, default);
        await _second.RevokeUpToAsync(UpTo(_keys.Everything), default);
        var everything = await _store.ExchangeAsync(all, default);

        covered.Outcome.Should().Be(ExchangeOutcome.Revoked);
        excepted.Outcome.Should().Be(ExchangeOutcome.Advanced);
        everything.Outcome.Should().Be(ExchangeOutcome.Revoked);
        (await _store.ExchangeAsync(Exchange("new", 0, Future), default)).Outcome.Should().Be(ExchangeOutcome.Advanced, "it began later");
    }

    [Test]
    public async Task Ends_that_race_with_exchanges_win()
    {
        var started = await _store.StartAsync(Session("laptop"));
        var exchange = Exchange("laptop", 0, started);

        await RaceAsync(async i => i == 30
            ? await _second.EndAsync(_keys.Identity, exchange.SessionKey, Future)
            : (await _store.ExchangeAsync(exchange with { Number = i }, default)).Number > 0);

        (await EntryAsync("laptop"))!.Revoked.Should().BeTrue();
        (await _store.ExchangeAsync(exchange with { Number = 100 }, default)).Outcome.Should().Be(ExchangeOutcome.Revoked);
    }

    private async Task<DateTimeOffset> StartNowAsync(string session) =>
        await _store.StartAsync(Session(session) with { NotBefore = DateTimeOffset.UnixEpoch });
}
