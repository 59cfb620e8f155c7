using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>
/// Every order in which two processes can call the store, with one of them killed in front of any call, and with clocks that differ: the
/// code of the package, whose calls a scheduler lets through one by one.
/// </summary>
public sealed class RotationProtocolTests
{
    private const string Group = "group";

    private static readonly TimeSpan Announce = TimeSpan.FromMinutes(15);
    private static readonly EphemeralDataProtectionProvider Protection = new();

    [Test]
    public Task Whichever_way_two_processes_start_at_the_same_moment_all_agree_about_the_first_key() => ExploreAsync(
        async world =>
        {
            var runs = world.Pair(static node => node.Rotation.StartAsync(isAlone: true, default));
            await world.ScheduleAsync(runs);
            return [world.Node(TimeSpan.Zero)];
        },
        keys: 1,
        expected: 2_000);

    [Test]
    public Task Whichever_way_two_processes_announce_the_next_key_all_agree_about_it() => ExploreAsync(
        async world =>
        {
            var nodes = world.Nodes;
            foreach (var node in nodes)
                await node.Rotation.StartAsync(isAlone: true, default);
            // Some of the clocks say that it is time, and others not yet.
            world.Pass(TimeSpan.FromMinutes(45));
            var runs = world.Pair(static node => node.Rotation.SynchronizeAsync(isAlone: true, default));
            await world.ScheduleAsync(runs);
            world.Pass(TimeSpan.FromMinutes(1));
            return [world.Node(TimeSpan.Zero)];
        },
        keys: 2,
        expected: 300);

    private static async Task ExploreAsync(Func<World, Task<Node[]>> scenario, int keys, int expected)
    {
        var runs = 0;
        foreach (var skew in new[] { 0, 10 })
        {
            // Without a difference of the clocks, each process may be the other one.
            for (var victim = 0; victim < (skew == 0 ? 1 : 2); victim++)
            {
                // The call in front of which the process is killed; a number that is not reached kills nobody.
                for (var killedAt = 1; ; killedAt++)
                {
                    var schedule = new List<int>();
                    var reached = false;
                    do
                    {
                        var world = new World(TimeSpan.FromSeconds(skew), schedule, victim, killedAt);
                        var late = await scenario(world);
                        await AssertAgreementAsync(world, late, keys);
                        reached |= world.Killed;
                        runs++;
                    }
                    while (Advance(schedule));
                    if (!reached)
                        break;
                }
            }
        }

        runs.Should().BeGreaterThan(expected);
        await TestContext.Out.WriteLineAsync($"{runs} schedules");
    }

    // The next schedule in the order of a depth-first search: the last decision that has another branch takes it.
    private static bool Advance(List<int> schedule)
    {
        while (schedule.Count > 0 && schedule[^1] == 1)
            schedule.RemoveAt(schedule.Count - 1);
        if (schedule.Count == 0)
            return false;
        schedule[^1] = 1;
        return true;
    }

    private static async Task AssertAgreementAsync(World world, Node[] late, int keys)
    {
        List<Node> alive = [.. world.Nodes.Where(world.IsAlive), .. late];
        world.StopScheduling();
        foreach (var node in late)
            await node.Rotation.StartAsync(isAlone: true, default);
        foreach (var node in alive)
            await node.Rotation.SynchronizeAsync(isAlone: true, default);
        foreach (var node in alive)
            await node.Rotation.SynchronizeAsync(isAlone: true, default);

        world.Pass(Announce + TimeSpan.FromSeconds(20));
        var stored = world.Store.Entries;
        var known = alive.Select(static node => string.Join(' ', node.Rotation.Keys.Select(static key => key.Key.Kid))).Distinct().Count();
        var numbers = alive[0].Rotation.Keys.Select(static key => key.Number);
        var signing = alive.Select(static node => node.Ring().Signing.Kid).Distinct().ToList();
        // Plain comparisons: there are thousands of schedules.
        var agrees = known == 1
            && numbers.SequenceEqual(Enumerable.Range(1, keys))
            // A key for each number, and the origin.
            && stored.Count == keys + 1
            && signing.SequenceEqual([alive[0].Rotation.Keys[^1].Key.Kid])
            // What a process knows, and may have signed with, is what the store has.
            && world.Nodes.All(node => node.Rotation.Keys.All(key => stored.Contains(key.Entry)));
        if (!agrees)
            Assert.Fail($"They disagree: {world}. Known {known}, stored {stored.Count}, signing {string.Join(' ', signing)}.");
    }

    private sealed record Node(KeyRotation Rotation, RingRules Rules)
    {
        public JwtKeyRing Ring() => new(new LoadedKeys([], []), Rules, Rotation.Keys);
    }

    /// <summary>Two processes, and the order in which their calls are let through.</summary>
    private sealed class World
    {
        private readonly List<FakeTimeProvider> _clocks = [];
        private readonly List<int> _schedule;
        private readonly int _victim;
        private readonly int _killedAt;
        private readonly Gate[] _gates = [new(), new()];
        private bool _isScheduled;

        public World(TimeSpan skew, List<int> schedule, int victim, int killedAt)
        {
            (_schedule, _victim, _killedAt) = (schedule, victim, killedAt);
            Store = new SharedKeyStore(Clock(TimeSpan.Zero));
            Nodes = [Node(TimeSpan.Zero, _gates[0]), Node(skew, _gates[1])];
        }

        public SharedKeyStore Store { get; }

        public Node[] Nodes { get; }

        public bool Killed { get; private set; }

        public override string ToString() => $"schedule {string.Join("", _schedule)}, process {_victim} killed at {_killedAt}";

        public bool IsAlive(Node node) => !Killed || node != Nodes[_victim];

        public Node Node(TimeSpan skew) => Node(skew, null);

        public void Pass(TimeSpan time)
        {
            foreach (var clock in _clocks)
                clock.AdjustTime(clock.GetUtcNow() + time);
        }

        /// <summary>Begins the same work in both processes. It waits in front of its first call.</summary>
        public Task[] Pair(Func<Node, Task> work)
        {
            _isScheduled = true;
            return [.. Nodes.Select(node => Task.Run(() => work(node)))];
        }

        public void StopScheduling() => _isScheduled = false;

        /// <summary>Lets one call through at a time, as the schedule says, and extends it where it does not say.</summary>
        public async Task ScheduleAsync(Task[] runs)
        {
            for (var (step, calls) = (0, 0); ;)
            {
                var waiting = new List<int>();
                for (var i = 0; i < 2; i++)
                {
                    if (!(Killed && i == _victim) && await _gates[i].IsWaitingAsync(runs[i]))
                        waiting.Add(i);
                }

                if (waiting.Count == 0)
                    break;
                var next = waiting[0];
                if (waiting.Count == 2)
                {
                    if (step == _schedule.Count)
                        _schedule.Add(0);
                    next = waiting[_schedule[step++]];
                }

                if (next == _victim && ++calls == _killedAt)
                {
                    Killed = true;
                    continue;
                }

                _gates[next].Open();
            }

            for (var i = 0; i < 2; i++)
            {
                if (!(Killed && i == _victim))
                    await runs[i];
            }

            _isScheduled = false;
        }

        private FakeTimeProvider Clock(TimeSpan skew)
        {
            var clock = new FakeTimeProvider(TestApp.Start + skew);
            _clocks.Add(clock);
            return clock;
        }

        private Node Node(TimeSpan skew, Gate? gate)
        {
            var now = _clocks[0].GetUtcNow() - TestApp.Start;
            var rules = new RingRules(Clock(now + skew), TimeSpan.FromHours(2))
            {
                Rotation = RotationPlan.Create(TimeSpan.FromHours(1), JwtAlgorithm.HS256, Announce),
            };
            IJwtKeyStore store = gate is null ? Store : new SharedKeyStore(_clocks[0], Store)
            {
                Before = _ => _isScheduled ? gate.PassAsync() : Task.CompletedTask,
            };
            var seal = new RotatingKeySeal(Protection, Group);
            return new Node(new KeyRotation(new KeyStorage(store, Group, "test"), seal, rules, NullLogger.Instance), rules);
        }
    }

    /// <summary>Holds the calls of one process.</summary>
    private sealed class Gate
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task PassAsync()
        {
            lock (_lock)
            {
                _arrived.TrySetResult();
                return _opened.Task;
            }
        }

        public async Task<bool> IsWaitingAsync(Task run)
        {
            await Task.WhenAny(_arrived.Task, run);
            return _arrived.Task.IsCompleted;
        }

        public void Open()
        {
            TaskCompletionSource opened;
            lock (_lock)
            {
                opened = _opened;
                _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            opened.SetResult();
        }
    }
}
