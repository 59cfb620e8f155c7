using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>Processes that share the keys of an app, on every store that keeps keys.</summary>
public abstract class RotationTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    [TestCase(2)]
    [TestCase(8)]
    public async Task Processes_that_start_at_the_same_moment_agree_and_read_each_other_through_rotations(int count)
    {
        await using var nodes = new RotatingNodes(Open);
        await nodes.StartTogetherAsync([.. Enumerable.Range(0, count).Select(SkewOf)]);
        var (random, signers) = (new Random(count), new List<string>());
        var issued = new List<(DateTimeOffset At, string Access, string Refresh)>();
        var late = new HashSet<TestService>();
        // Away from the seconds in which one clock says that a key signs, and another one not yet.
        nodes.Pass(Step / 2);

        for (var time = TimeSpan.Zero; time < 5 * RotatingNodes.Interval; time += Step)
        {
            issued.AddRange(nodes.AssertAllReadAll().Select(pair => (nodes.Now, pair.Access, pair.Refresh)));
            signers.Add(AssertOneSigns(nodes));
            // A token of each quarter of an hour is read again until it expires.
            issued.RemoveAll(pair => pair.At < nodes.Now - TimeSpan.FromHours(2) + Step || random.Next(4) > 0);
            nodes.AssertAllRead(issued.Where(pair => pair.At > nodes.Now - Step * 2).Select(static pair => (pair.Access, pair.Refresh)));
            foreach (var (_, _, refresh) in issued)
                nodes.Nodes[random.Next(count)].Read(refresh, TokenType.Refresh);

            nodes.Pass(Step / 2);
            // Each process at its own pace, and some fail now and then, but none for as long as a key is announced.
            late = [.. nodes.Nodes.Where(node => !late.Contains(node) && random.Next(3) == 0)];
            await Task.WhenAll(nodes.Nodes.Except(late).Select(static node => node.Jwt.Runtime.Upkeep.RunAsync()));
            nodes.Pass(Step / 2);
        }

        signers.Distinct().Should().HaveCountGreaterThanOrEqualTo(4);
        signers.Should().Equal(signers.GroupBy(static kid => kid).SelectMany(static group => group), "no key signs a second time");
    }

    [Test]
    public async Task In_the_seconds_around_a_change_every_process_reads_what_the_others_issue()
    {
        await using var nodes = new RotatingNodes(Open);
        await nodes.StartTogetherAsync(-Skew, TimeSpan.Zero, Skew);
        var first = nodes.Nodes[0].Jwt.Keys.Signing.Kid;
        nodes.Pass(RotatingNodes.Interval - RotatingNodes.Announce);
        await nodes.RunAsync();
        nodes.Pass(RotatingNodes.Announce - TimeSpan.FromSeconds(15));
        await nodes.RunAsync();
        var signers = new List<int>();

        for (var second = 0; second < 60; second++)
        {
            nodes.AssertAllReadAll();
            signers.Add(nodes.Nodes.Count(node => node.Jwt.Keys.Signing.Kid != first));
            nodes.Pass(TimeSpan.FromSeconds(1));
        }

        signers.Should().BeInAscendingOrder().And.StartWith(0).And.EndWith(3);
        signers.Count(static count => count is 1 or 2).Should().Be(10, "the clocks differ by ten seconds");
    }

    [Test]
    public async Task A_client_that_caches_the_published_keys_as_long_as_it_may_knows_every_key_that_signs()
    {
        await using var nodes = new RotatingNodes(Open);
        await nodes.StartTogetherAsync(SkewOf(0), SkewOf(1), SkewOf(2));
        var maxAge = TimeSpan.FromSeconds(int.Parse(nodes.Nodes[0].Jwt.Runtime.Publication.CacheControl.Split('=')[1], null));
        maxAge.Should().BeLessThanOrEqualTo(RotatingNodes.Announce / 3);
        // The worst case: each process reads the store as late as it may, and one attempt fails.
        var poll = 2 * RotatingNodes.Announce / 10;
        var (fetched, cached) = (DateTimeOffset.MinValue, new HashSet<string>());

        for (var round = 0; round < 120; round++)
        {
            if (nodes.Now >= fetched + maxAge)
                (fetched, cached) = (nodes.Now, Published(nodes.Nodes[round % 3]));
            foreach (var node in nodes.Nodes)
                cached.Should().Contain(node.Read(node.Jwt.CreateAccessToken("alice")).Kid!, "at {0}", nodes.Now);
            nodes.Pass(poll);
            // One after the other, so that the last one learns of a new key after the document was fetched from it.
            await nodes.Nodes[round % 3].Jwt.Runtime.Upkeep.RunAsync();
        }
    }

    [Test]
    public async Task Keys_are_deleted_when_their_last_token_has_expired()
    {
        await using var nodes = new RotatingNodes(Open);
        var node = nodes.Start();
        var (first, token) = (node.Jwt.Keys.Signing.Kid, "");
        for (var time = TimeSpan.Zero; node.Jwt.Keys.Verifying.Any(key => key.Kid == first); time += Step)
        {
            time.Should().BeLessThan(TimeSpan.FromHours(4), "it signs for one hour, and tokens live for two");
            if (node.Jwt.Keys.Signing.Kid == first)
                token = node.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromHours(2) });
            if (node.Jwt.TryRead(token, out _, out var error))
                (await ListAsync(nodes)).Should().Contain("signing-1");
            else
                error.Code.Should().Be(JwtErrorCode.TokenExpired, "the key is there until then");
            nodes.Pass(Step);
            await nodes.RunAsync();
        }

        (await ListAsync(nodes)).Should().NotContain("signing-1").And.Contain("signing-2");
        node.Jwt.Keys.Verifying.Should().OnlyContain(static key => key.CanSign).And.HaveCountLessThan(5);
    }

    [Test]
    public async Task A_session_goes_on_through_all_rotations()
    {
        await using var nodes = new RotatingNodes(Open);
        await nodes.StartTogetherAsync(SkewOf(0), SkewOf(1));
        var refresh = nodes.Nodes[0].Jwt.CreateTokenPair("alice").RefreshToken;

        for (var round = 0; round < 8; round++)
        {
            nodes.Pass(TimeSpan.FromMinutes(50));
            await nodes.RunAsync();
            // Sessions are in the memory of each process here: the same one refreshes.
            var refreshed = await nodes.Nodes[0].Jwt.RefreshAsync(refresh);
            refreshed.Error.Should().BeNull();
            refresh = refreshed.Pair!.RefreshToken;
            nodes.Nodes[1].Read(refresh, TokenType.Refresh);
        }
    }

    /// <summary>Opens the store, as another process does. Its clock is the one of the test.</summary>
    internal abstract IJwtKeyStore Open(RotatingNodes nodes);

    private static TimeSpan SkewOf(int node) => (node % 3 - 1) * Skew;

    private static HashSet<string> Published(TestService node)
    {
        var keys = JsonNode.Parse(node.Jwt.Keys.Published.Document.Json)!["keys"]!.AsArray();
        return [.. keys.Select(static key => key!["kid"]!.GetValue<string>())];
    }

    private static string AssertOneSigns(RotatingNodes nodes) =>
        nodes.Nodes.Select(static node => node.Jwt.Keys.Signing.Kid).Distinct().Should().ContainSingle("at {0}", nodes.Now).Subject;

    private async Task<List<string>> ListAsync(RotatingNodes nodes)
    {
        var group = new JwtExtended.MinimalApi.Revocation.StoreKeyFactory("TestApp").Keys;
        var store = Open(nodes);
        var entries = await store.ListKeysAsync(group, default);
        return [.. entries.Select(static entry => entry.Id)];
    }
}
