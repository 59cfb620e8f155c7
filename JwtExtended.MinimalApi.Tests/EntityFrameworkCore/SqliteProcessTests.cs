using JwtExtended.MinimalApi.Tests.Support.Peers;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Several processes on one database file.</summary>
[NonParallelizable]
public sealed class SqliteProcessTests : IAsyncDisposable
{
    private const int Sessions = 200;
    private const int EnoughRevocations = 300;

    private readonly SqliteFile _file = new();
    private readonly EntityFrameworkStores _stores;

    public SqliteProcessTests() => _stores = new EntityFrameworkStores(options => options.UseSqlite(_file.Connection));

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _file.Dispose();
    }

    [SetUp]
    public Task CreateAsync() => _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());

    [Test]
    public async Task Of_two_processes_one_exchanges_each_token_and_both_get_the_same_number()
    {
        await using var a = Peer.Start("exchange", _file.Connection, "session", $"{Sessions}");
        await using var b = Peer.Start("exchange", _file.Connection, "session", $"{Sessions}");
        (await a.ReadLineAsync()).Should().Be(PeerProgram.Ready);
        (await b.ReadLineAsync()).Should().Be(PeerProgram.Ready);

        await Task.WhenAll(a.GoAsync(), b.GoAsync());
        var results = (await Task.WhenAll(a.ReadToEndAsync(), b.ReadToEndAsync()))
            .Select(lines => lines.ConvertAll(line => line.Split(' '))).ToArray();

        var (ofA, ofB) = (results[0], results[1]);
        ofA.Should().HaveCount(Sessions);
        ofB.Should().HaveCount(Sessions);
        for (var i = 0; i < Sessions; i++)
        {
            new[] { ofA[i][1], ofB[i][1] }.Should().BeEquivalentTo(["Advanced", "Again"], "session {0} advances once", i);
            ofA[i][2..].Should().Equal(ofB[i][2..], "session {0} has one successor", i);
        }

        await TestContext.Out.WriteLineAsync($"The first process advanced {ofA.Count(result => result[1] == "Advanced")} of {Sessions}");
    }

    [Test]
    public async Task What_was_confirmed_holds_when_the_process_is_killed_under_load()
    {
        var confirmed = new List<string>();
        await using (var peer = Peer.Start("revoke", _file.Connection, "key"))
        {
            while (confirmed.Count < EnoughRevocations)
                confirmed.Add((await peer.ReadLineAsync())!);
            peer.Kill();
            // A last line may be cut off.
            confirmed.AddRange((await peer.ReadToEndAsync()).SkipLast(1));
        }

        using var store = _stores.Open();
        foreach (var key in confirmed)
        {
            var state = await store.FindAsync(new StoreKeys(key, null, "identity", "everything"), default);
            state.TokenRevoked.Should().BeTrue("{0} was confirmed", key);
        }

        await TestContext.Out.WriteLineAsync($"{confirmed.Count} revocations confirmed before the process was killed, 0 lost");
    }
}
