using JwtExtended.MinimalApi.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Ends and first uses of every kind of entry, by the store and by the pure functions.</summary>
public sealed class EndTableTests : IAsyncDisposable
{
    private const int Numbers = 3;

    private static readonly DateTimeOffset Now = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    // An end counts as begun ten seconds later.
    private static readonly TimeSpan[] Starts =
        [-TimeSpan.FromDays(30), TimeSpan.Zero, TimeSpan.FromSeconds(10) - Millisecond, TimeSpan.FromSeconds(10) + Millisecond];

    // What ends: whichever it is, and a session that began earlier than one of the entries, at its start, and later.
    private static readonly DateTimeOffset?[] EndedStarts = [null, Now - Millisecond, Now, Now + Millisecond];

    // The first one has expired.
    private static readonly DateTimeOffset?[] Expiries = [Now, Now + Millisecond, Now.AddDays(2), Now.AddDays(9), null];
    private static readonly DateTimeOffset?[] NewExpiries = [Now.AddDays(2), null];

    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly EntityFrameworkStores _stores;

    public EndTableTests() => _stores = new EntityFrameworkStores(options => options.UseSqlite(_connection));

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        await _connection.DisposeAsync();
    }

    [Test]
    public async Task The_store_ends_an_entry_as_the_table_says()
    {
        var cases = (from entry in Entries()
                     from expires in NewExpiries
                     from started in EndedStarts
                     select (entry.Entry, entry.Recorded, expires, started)).ToList();
        using var store = await OpenAsync(cases.Select(item => (item.Entry, item.Recorded)));
        var (expected, results) = (new List<(SessionEntry Entry, bool Recorded)>(), new List<(bool Expected, bool Actual)>());

        foreach (var (i, (entry, recorded, expires, started)) in cases.Index())
        {
            var live = entry.HasExpired(Now) ? null : entry;
            var end = EndOf(i, expires) with { Started = started };
            var changed = SessionEntry.End(live, end, Now);
            expected.Add((changed ?? entry, changed is null && recorded));
            results.Add((changed is not null && live is not null && recorded, await store.EndSessionAsync(end, default)));
        }

        results.Should().OnlyContain(result => result.Actual == result.Expected);
        var rows = await RowsAsync();
        rows.Select(Describe).Should().Equal(expected.Select((item, i) => Describe(RowOf(i, item.Entry, item.Recorded))));
        await TestContext.Out.WriteLineAsync($"{rows.Count} ends agree");
    }

    [Test]
    public async Task The_end_of_an_unknown_session_is_written_as_the_table_says([Values] bool expires)
    {
        using var store = await OpenAsync([]);
        var expiry = NewExpiries[expires ? 0 : 1];

        (await store.EndSessionAsync(EndOf(0, expiry), default)).Should().BeFalse();

        (await RowsAsync()).Select(Describe).Should().Equal(Describe(RowOf(0, SessionEntry.End(null, EndOf(0, expiry), Now)!, false)));
    }

    [Test]
    public async Task The_store_marks_the_first_use_of_an_entry_and_no_other([Range(0, Numbers)] int number)
    {
        var cases = Entries().ToList();
        using var store = await OpenAsync(cases);

        for (var i = 0; i < cases.Count; i++)
            await store.MarkSeenAsync("alice", KeyOf(i), number, default);

        var rows = await RowsAsync();
        rows.Select(Describe).Should().Equal(cases.Select((item, i) => Describe(RowOf(
            i, item.Entry with { Seen = item.Entry.Seen || item.Entry.IsFirstUse(number) }, item.Recorded))));
        var first = cases.Count(item => item.Entry.IsFirstUse(number));
        await TestContext.Out.WriteLineAsync($"{rows.Count} entries agree, {first} of them in use for the first time");
    }

    private static IEnumerable<(SessionEntry Entry, bool Recorded)> Entries() =>
        from number in Enumerable.Range(0, Numbers)
        from parent in new[] { -1, 0 }
        from seen in new[] { false, true }
        from revoked in new[] { false, true }
        from start in Starts
        from expires in Expiries
        from recorded in new[] { false, true }
        from isContinued in new[] { false, true }
        let at = Now.AddMinutes(-number)
        select (
            new SessionEntry
            {
                Started = Now + start,
                Root = Now + start - (isContinued ? Millisecond : TimeSpan.Zero),
                Number = number,
                Parent = parent,
                At = at,
                HandedOut = at.AddSeconds(5),
                Seen = seen,
                Revoked = revoked,
                Expires = expires,
            },
            recorded);

    private static SessionEnd EndOf(int index, DateTimeOffset? expires) =>
        new() { IdentityKey = "alice", SessionKey = KeyOf(index), Started = null, Expires = expires };

    private static string KeyOf(int index) => $"session{index:00000}";

    private static JwtSessionRow RowOf(int index, SessionEntry entry, bool recorded) => new()
    {
        SessionKey = KeyOf(index),
        IdentityKey = recorded ? "alice" : null,
        SessionId = recorded ? "id" : null,
        Data = recorded ? "data" : null,
        Started = entry.Started.ToUnixTimeMilliseconds(),
        Root = entry.Root.ToUnixTimeMilliseconds(),
        Number = entry.Number,
        Parent = entry.Parent,
        At = entry.At.ToUnixTimeMilliseconds(),
        HandedOut = entry.HandedOut.ToUnixTimeMilliseconds(),
        Seen = entry.Seen,
        Revoked = entry.Revoked,
        Expires = entry.Expires?.ToUnixTimeMilliseconds(),
        ExpiryDay = RowTime.Day(entry.Expires?.ToUnixTimeMilliseconds()),
    };

    private static string Describe(JwtSessionRow row) =>
        $"{row.SessionKey} {row.Started} {row.Root} {row.Number} {row.Parent} {row.At} {row.HandedOut} {row.Seen} {row.Revoked} "
        + $"{row.Expires} {row.ExpiryDay} {row.IdentityKey} {row.SessionId} {row.Data}";

    private async Task<EntityFrameworkJwtStore<StoreContext>> OpenAsync(IEnumerable<(SessionEntry Entry, bool Recorded)> entries)
    {
        await _connection.OpenAsync();
        await _stores.WithContextAsync(async context =>
        {
            await context.Database.EnsureCreatedAsync();
            context.AddRange(entries.Select((item, i) => RowOf(i, item.Entry, item.Recorded)));
            return await context.SaveChangesAsync();
        });
        return _stores.Open(new FakeTimeProvider(Now), ownClock: true);
    }

    private Task<List<JwtSessionRow>> RowsAsync() => _stores.WithContextAsync(
        context => context.Set<JwtSessionRow>().AsNoTracking().OrderBy(row => row.SessionKey).ToListAsync());
}
