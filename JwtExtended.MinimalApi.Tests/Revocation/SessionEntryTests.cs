namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>The rule table of an exchange, case by case, as <c>docs/session-protocol.md</c> has it.</summary>
public sealed class SessionEntryTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);
    private static readonly DateTimeOffset Began = Now.AddDays(-3);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lost = TimeSpan.FromDays(1);

    private static readonly SessionEnd End = new() { IdentityKey = "", SessionKey = "", Started = null, Expires = null };

    // Entry: number 5, made for number 4. Ages are seconds since it was made, and since it was last handed out.
    [TestCase(5, 0, 0, false, ExchangeOutcome.Current, 5, 0)]
    [TestCase(5, 9.999, 9.999, false, ExchangeOutcome.Current, 5, 0)]
    [TestCase(5, 10, 10, false, ExchangeOutcome.Advanced, 6, 6)]
    [TestCase(5, 10, 10, true, ExchangeOutcome.Advanced, 6, 6)]
    [TestCase(6, 0, 0, false, ExchangeOutcome.Advanced, 7, 7, Description = "the store has lost a write")]
    [TestCase(9, 100, 100, true, ExchangeOutcome.Advanced, 10, 10)]
    [TestCase(4, 0, 0, false, ExchangeOutcome.Again, 5, 5, Description = "the window moves")]
    [TestCase(4, 9.999, 9.999, true, ExchangeOutcome.Again, 5, 0)]
    [TestCase(4, 59.999, 5, false, ExchangeOutcome.Again, 5, 5)]
    [TestCase(4, 60, 5, false, ExchangeOutcome.Again, 5, 0, Description = "for six windows at most")]
    [TestCase(4, 10, 10, false, ExchangeOutcome.Reissued, 6, 6)]
    [TestCase(4, 86399.999, 86399.999, false, ExchangeOutcome.Reissued, 6, 6)]
    [TestCase(4, 86400, 86400, false, ExchangeOutcome.Reused, 0, 5)]
    [TestCase(4, 10, 10, true, ExchangeOutcome.Reused, 0, 5)]
    [TestCase(3, 0, 0, false, ExchangeOutcome.Reused, 0, 5)]
    [TestCase(0, 0, 0, false, ExchangeOutcome.Reused, 0, 5)]
    public void A_token_of_a_session_that_goes_on(
        int token, double made, double handedOut, bool seen, ExchangeOutcome outcome, int number, int written)
    {
        var entry = Entry(made, handedOut) with { Seen = seen };

        var result = SessionEntry.Exchange(entry, Exchange(token), Now, out var changed);

        var at = outcome is ExchangeOutcome.Advanced or ExchangeOutcome.Reissued ? Now : entry.At;
        result.Should().Be(number == 0 ? new ExchangeResult(outcome) : new ExchangeResult(outcome, number, at));
        changed.Should().Be(written == 0 ? null : outcome switch
        {
            ExchangeOutcome.Advanced => entry with { Number = number, Parent = token, At = Now, HandedOut = Now, Seen = false },
            ExchangeOutcome.Again => entry with { HandedOut = Now },
            ExchangeOutcome.Reissued => entry with { Number = 6, At = Now, HandedOut = Now },
            _ => entry with { Revoked = true },
        });
    }

    [Test]
    public void A_number_that_was_skipped_is_reuse_and_its_parent_still_gets_the_new_one()
    {
        SessionEntry.Exchange(Entry(20, 20), Exchange(4), Now, out var reissued);

        SessionEntry.Exchange(reissued, Exchange(5), Now.AddHours(1), out _).Outcome.Should().Be(ExchangeOutcome.Reused);
        SessionEntry.Exchange(reissued, Exchange(4), Now.AddSeconds(1), out _).Outcome.Should().Be(ExchangeOutcome.Again);
        SessionEntry.Exchange(reissued, Exchange(6), Now.AddHours(1), out _).Outcome.Should().Be(ExchangeOutcome.Advanced);
    }

    [TestCase(0, true, ExchangeOutcome.Advanced)]
    [TestCase(1, true, ExchangeOutcome.Advanced, Description = "a pair that was made from a token")]
    [TestCase(0, false, ExchangeOutcome.Missing)]
    [TestCase(7, false, ExchangeOutcome.Missing)]
    public void Without_an_entry(int token, bool mayStart, ExchangeOutcome outcome)
    {
        var exchange = Exchange(token) with { MayStart = mayStart };

        var result = SessionEntry.Exchange(null, exchange, Now, out var changed);

        result.Outcome.Should().Be(outcome);
        changed.Should().Be(!mayStart ? null : SessionEntry.Start(Began, exchange.Expires) with
        {
            Number = token + 1,
            Parent = token,
            At = Now,
            HandedOut = Now,
        });
    }

    [TestCase(4)]
    [TestCase(5)]
    [TestCase(9)]
    public void A_session_that_has_ended_stays_so(int token)
    {
        var ended = Entry(0, 0) with { Revoked = true };

        SessionEntry.Exchange(ended, Exchange(token) with { MayStart = true }, Now, out var changed)
            .Should().Be(new ExchangeResult(ExchangeOutcome.Revoked));
        SessionEntry.Exchange(ended, Exchange(token) with { MayStart = true, Started = Began.AddDays(1) }, Now, out _)
            .Outcome.Should().Be(ExchangeOutcome.Revoked);
        changed.Should().BeNull();
    }

    [Test]
    public void A_later_session_of_the_same_id_replaces_the_earlier_one()
    {
        var entry = Entry(100, 100);
        var later = Exchange(0) with { Started = Began.AddMilliseconds(1), MayStart = true };

        SessionEntry.Exchange(entry, Exchange(5) with { Started = Began.AddMilliseconds(-1) }, Now, out _)
            .Outcome.Should().Be(ExchangeOutcome.Revoked);
        SessionEntry.Exchange(entry, later with { MayStart = false }, Now, out _).Outcome.Should().Be(ExchangeOutcome.Missing);
        SessionEntry.Exchange(entry, later, Now, out var replaced).Outcome.Should().Be(ExchangeOutcome.Advanced);
        (replaced!.Started, replaced.Number, replaced.Parent).Should().Be((later.Started, 1, 0));
        SessionEntry.Exchange(replaced, Exchange(5), Now, out _).Outcome.Should().Be(ExchangeOutcome.Revoked);
    }

    [TestCase(5, 10, false, ExchangeOutcome.Advanced)]
    [TestCase(4, 9, false, ExchangeOutcome.Again)]
    [TestCase(4, 10, false, ExchangeOutcome.Skipped)]
    [TestCase(4, 10, true, ExchangeOutcome.Skipped)]
    [TestCase(3, 0, false, ExchangeOutcome.Skipped)]
    public void An_exchange_that_ends_nothing(int token, double age, bool seen, ExchangeOutcome outcome)
    {
        var result = SessionEntry.Exchange(
            Entry(age, age) with { Seen = seen }, Exchange(token) with { OnlyCurrent = true }, Now, out var changed);

        result.Outcome.Should().Be(outcome);
        (changed is null).Should().Be(outcome == ExchangeOutcome.Skipped);
    }

    [TestCase(0, 86400, ExchangeOutcome.Reissued)]
    [TestCase(0, 0, ExchangeOutcome.Reused)]
    [TestCase(10, 0, ExchangeOutcome.Again)]
    public void The_windows_are_options(int grace, int lost, ExchangeOutcome outcome)
    {
        var exchange = Exchange(4) with { GraceWindow = TimeSpan.FromSeconds(grace), LostAnswerWindow = TimeSpan.FromSeconds(lost) };

        SessionEntry.Exchange(Entry(0, 0), exchange, Now, out _).Outcome.Should().Be(outcome);
    }

    [TestCase(5, 100)]
    [TestCase(4, 0)]
    [TestCase(4, 100)]
    [TestCase(3, 100)]
    public void Every_write_keeps_the_later_expiry(int token, double age)
    {
        var entry = Entry(age, age);
        DateTimeOffset?[] expiries = [Now.AddDays(1), Now.AddDays(60), null];

        foreach (var old in expiries)
        {
            foreach (var expires in expiries)
            {
                SessionEntry.Exchange(entry with { Expires = old }, Exchange(token) with { Expires = expires }, Now, out var changed);
                changed!.Expires.Should().Be(old is null || expires is null ? null : old > expires ? old : expires);
                SessionEntry.End(entry with { Expires = old }, End with { Expires = expires }, Now)!.Expires.Should().Be(changed.Expires);
            }
        }
    }

    [TestCase(5, false, false, true)]
    [TestCase(5, true, false, false)]
    [TestCase(5, false, true, false)]
    [TestCase(4, false, false, false)]
    [TestCase(6, false, false, false)]
    public void The_first_use_of_the_current_number_is_noted(int token, bool seen, bool revoked, bool noted) =>
        (Entry(0, 0) with { Seen = seen, Revoked = revoked }).IsFirstUse(token).Should().Be(noted);

    private static SessionEntry Entry(double made, double handedOut) => new()
    {
        Started = Began,
        Root = Began,
        Number = 5,
        Parent = 4,
        At = Now.AddSeconds(-made),
        HandedOut = Now.AddSeconds(-handedOut),
        Expires = Now.AddDays(30),
    };

    private static SessionExchange Exchange(int number) => new()
    {
        IdentityKey = "identity",
        SessionKey = "session",
        EverythingKey = "everything",
        Number = number,
        Started = Began,
        MayStart = false,
        GraceWindow = Grace,
        LostAnswerWindow = Lost,
        Expires = Now.AddDays(30),
    };
}
