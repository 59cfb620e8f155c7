using JwtExtended.MinimalApi.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Every case of the table of exchanges, by the store and by the pure function.</summary>
public sealed class ExchangeTableTests
{
    private const int BatchRows = 4000;

    // Every exchange is tried: their number is not a multiple of it.
    private const int EveryThird = 3;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lost = TimeSpan.FromDays(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly DateTimeOffset Started = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Started.AddDays(30);

    // When the current number was handed out, and when it was made: around both windows, and around the end of the first one however often
    // it was handed out again. The clock may have gone back.
    private static readonly (TimeSpan HandedOut, TimeSpan At)[] Ages =
    [
        (-Millisecond, -Millisecond),
        .. from handedOut in new[] { TimeSpan.Zero, Grace - Millisecond, Grace }
           from at in new[] { handedOut, (6 * Grace) - Millisecond, 6 * Grace, Lost - Millisecond, Lost }
           select (handedOut, at),
    ];

    // These decide nothing about a session that was ended, or is another one.
    private static readonly (TimeSpan HandedOut, TimeSpan At)[] FewAges = [(TimeSpan.Zero, TimeSpan.Zero), (Grace, Lost)];

    private static readonly DateTimeOffset?[] Expiries = [Now.AddDays(1), Now.AddDays(3), null];

    [Test]
    public async Task The_store_decides_and_writes_as_the_table_says() => await AgreeAsync(async (cases, _) =>
    {
        // The connection is used by one context at a time.
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        return await RunAsync(cases, options => options.UseSqlite(connection));
    });

    [Test]
    [NonParallelizable]
    [Category(Engine.Category)]
    public async Task The_store_decides_and_writes_in_MariaDB_as_the_table_says()
    {
        var server = await SharedEngines.MariaDbAsync();

        await AgreeAsync((cases, half) => RunAsync(cases, options => options.UseMySQL(server.Connection($"exchange{half}"))));
    }

    [Test]
    [NonParallelizable]
    [Category(Engine.Category)]
    public async Task The_store_decides_and_writes_in_PostgreSQL_as_a_sample_of_the_table_says()
    {
        using var file = new SqliteFile();

        await AgreeAsync(
            async (cases, _) => await RunAsync(cases, await DatabaseChoice.OfAsync(DatabaseChoice.Postgres, file)), EveryThird);
    }

    // Two databases, because the machine has two cores.
    private static async Task AgreeAsync(Func<List<Case>, int, Task<List<ExchangeOutcome>>> run, int step = 1)
    {
        var cases = Cases().Where((_, i) => i % step == 0).ToList();
        var half = cases.Count / 2;

        var outcomes = await Task.WhenAll(
            Task.Run(() => run(cases[..half], 0)), Task.Run(() => run(cases[half..], 1)));

        var counts = outcomes.SelectMany(outcome => outcome).CountBy(outcome => outcome).ToDictionary();
        counts.Keys.Should().BeEquivalentTo(Enum.GetValues<ExchangeOutcome>());
        await TestContext.Out.WriteLineAsync($"{cases.Count} cases: {string.Join(", ", counts)}");
    }

    private static IEnumerable<Case> Cases()
    {
        var exchanges =
            from number in Enumerable.Range(0, 5)
            from mayStart in new[] { false, true }
            from onlyCurrent in new[] { false, true }
            select (number, mayStart, onlyCurrent);
        var entries =
            from number in Enumerable.Range(0, 4)
            from parent in Enumerable.Range(-1, 4)
            from seen in new[] { false, true }
            from revoked in new[] { false, true }
            from started in new[] { -Millisecond, TimeSpan.Zero, Millisecond }
            from age in revoked || started != TimeSpan.Zero ? FewAges : Ages
            select new SessionEntry
            {
                Started = Started + started,
                Root = Started.AddDays(-1),
                Number = number,
                Parent = parent,
                At = Now - age.At,
                HandedOut = Now - age.HandedOut,
                Seen = seen,
                Revoked = revoked,
                Expires = Expiries[(number + parent + 1) % Expiries.Length],
            };
        var expired = entries.Where(entry => entry.Started == Started && entry.At == Now).Select(entry => entry with { Expires = Now });
        return from entry in entries.Concat(expired).Prepend(null) from exchange in exchanges select new Case(entry, exchange);
    }

    private static async Task<List<ExchangeOutcome>> RunAsync(List<Case> cases, Action<DbContextOptionsBuilder> database)
    {
        await using var stores = new EntityFrameworkStores(database);
        await stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
        using var store = stores.Open(new FakeTimeProvider(Now), ownClock: true);
        var outcomes = new List<ExchangeOutcome>();
        foreach (var batch in cases.Chunk(BatchRows))
            outcomes.AddRange(await RunAsync(stores, store, batch));
        return outcomes;
    }

    private static async Task<List<ExchangeOutcome>> RunAsync(
        EntityFrameworkStores stores, EntityFrameworkJwtStore<StoreContext> store, Case[] cases)
    {
        await stores.WithContextAsync(async context =>
        {
            var delete = $"DELETE FROM {new RowTable(context, typeof(JwtSessionRow)).Name}";
            await context.Database.ExecuteSqlRawAsync(delete);
            context.AddRange(cases.Index().Where(item => item.Item.Entry is not null).Select(item => item.Item.RowOf(item.Index)));
            return await context.SaveChangesAsync();
        });
        var outcomes = new List<ExchangeOutcome>();
        var expected = new Dictionary<string, string>();
        for (var i = 0; i < cases.Length; i++)
        {
            var exchange = cases[i].ExchangeOf(i);
            var entry = cases[i].Entry is { } stored && !stored.HasExpired(Now) ? stored : null;
            var decided = SessionEntry.Exchange(entry, exchange, Now, out var changed);
            var result = await store.ExchangeAsync(exchange, default);
            if (result != decided)
                Assert.Fail($"{exchange} of {cases[i].Entry} was {result} and not {decided}");
            outcomes.Add(result.Outcome);
            if ((changed ?? cases[i].Entry) is { } after)
                expected[exchange.SessionKey] = Describe(after, hasRecord: changed is null || KeepsRecord(entry, changed));
        }

        var rows = await stores.WithContextAsync(context => context.Set<JwtSessionRow>().AsNoTracking().ToListAsync());
        rows.ToDictionary(row => row.SessionKey, Describe).Except(expected).Should().BeEmpty();
        rows.Should().HaveCount(expected.Count);
        return outcomes;
    }

    private static bool KeepsRecord(SessionEntry? entry, SessionEntry changed) => !changed.Revoked && changed.Started == entry?.Started;

    private static int? DayOf(SessionEntry entry) => RowTime.Day(entry.Expires?.ToUnixTimeMilliseconds());

    private static string Describe(SessionEntry entry, bool hasRecord) => Describe(
        new JwtSessionRow
        {
            SessionKey = "",
            Started = entry.Started.ToUnixTimeMilliseconds(),
            Root = entry.Root.ToUnixTimeMilliseconds(),
            Number = entry.Number,
            Parent = entry.Parent,
            At = entry.At.ToUnixTimeMilliseconds(),
            HandedOut = entry.HandedOut.ToUnixTimeMilliseconds(),
            Seen = entry.Seen,
            Revoked = entry.Revoked,
            Expires = entry.Expires?.ToUnixTimeMilliseconds(),
            ExpiryDay = DayOf(entry),
            IdentityKey = hasRecord ? Case.Identity : null,
            SessionId = hasRecord ? Case.Id : null,
            Data = hasRecord ? Case.Data : null,
        });

    private static string Describe(JwtSessionRow row) =>
        $"{row.Started} {row.Root} {row.Number} {row.Parent} {row.At} {row.HandedOut} {row.Seen} {row.Revoked} {row.Expires} "
        + $"{row.ExpiryDay} {row.IdentityKey} {row.SessionId} {row.Data}";

    private sealed record Case(SessionEntry? Entry, (int Number, bool MayStart, bool OnlyCurrent) Exchange)
    {
        public const string Identity = "alice";
        public const string Id = "id";
        public const string Data = "data";

        public JwtSessionRow RowOf(int index) => new()
        {
            SessionKey = $"session{index}",
            IdentityKey = Identity,
            SessionId = Id,
            Data = Data,
            Started = Entry!.Started.ToUnixTimeMilliseconds(),
            Root = Entry.Root.ToUnixTimeMilliseconds(),
            Number = Entry.Number,
            Parent = Entry.Parent,
            At = Entry.At.ToUnixTimeMilliseconds(),
            HandedOut = Entry.HandedOut.ToUnixTimeMilliseconds(),
            Seen = Entry.Seen,
            Revoked = Entry.Revoked,
            Expires = Entry.Expires?.ToUnixTimeMilliseconds(),
            ExpiryDay = DayOf(Entry),
        };

        public SessionExchange ExchangeOf(int index) => new()
        {
            IdentityKey = Identity,
            SessionKey = $"session{index}",
            EverythingKey = "everything",
            Number = Exchange.Number,
            Started = ExchangeTableTests.Started,
            MayStart = Exchange.MayStart,
            OnlyCurrent = Exchange.OnlyCurrent,
            GraceWindow = Grace,
            LostAnswerWindow = Lost,
            Expires = Now.AddDays(2),
        };
    }
}
