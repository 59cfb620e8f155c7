using System.Text;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>Stores and Data Protection that fail, or hold what nobody has written.</summary>
public sealed class RotationFailureTests : IAsyncDisposable
{
    private const int StoreFailed = 57;

    private readonly RotatingNodes _nodes;

    public RotationFailureTests()
    {
        _nodes = new RotatingNodes(_ => Store!);
        Store = new SharedKeyStore(_nodes.Time);
    }

    private SharedKeyStore Store { get; set; }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Test]
    public void A_process_that_cannot_decrypt_the_stored_key_stops_at_the_start_and_writes_none()
    {
        _nodes.Start();
        var before = Store.Entries;
        _nodes.Protection = new EphemeralDataProtectionProvider();

        Starting().Should().Throw<OptionsValidationException>()
            .WithMessage("*cannot be decrypted: signing-1*share the keys of Data Protection*AddDataProtection()*");

        Store.Entries.Should().Equal(before);
        _nodes.AssertAllReadAll();
    }

    [Test]
    public void A_store_that_does_not_respond_at_the_start_stops_it()
    {
        Store.Before = static _ => throw new InvalidOperationException("The store is down.");

        Starting().Should().Throw<OptionsValidationException>().WithMessage("*The store of keys*did not list its keys*The store is down.*");

        Store.Before = static _ => Task.CompletedTask;
        Starting().Should().NotThrow();
    }

    [Test]
    public void What_rotating_keys_need_is_asked_for_at_the_start()
    {
        static Action Start(Action<JwtOptions> configure, bool protects = true) => () => _ = new TestService(
            cfg =>
            {
                cfg.Keys.RotateEvery(TimeSpan.FromDays(90));
                configure(cfg);
            },
            builder =>
            {
                if (protects)
                    builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
            });

        Start(static _ => { }).Should().Throw<OptionsValidationException>().WithMessage("*needs a store*Keys.StoreIn(folder)*");
        Start(cfg => cfg.Keys.UseStore(_ => Store), protects: false)
            .Should().Throw<OptionsValidationException>().WithMessage("*Data Protection, which is not registered*AddDataProtection()*");
        Start(static cfg => cfg.AllowNonExpiringTokens = true)
            .Should().Throw<OptionsValidationException>().WithMessage("*AllowNonExpiringTokens allows tokens that never do*");
        Start(cfg => cfg.Keys.UseStore(_ => Store)).Should().NotThrow();
    }

    [TestCase("00:59:59", null)]
    [TestCase("3654.00:00:00", null)]
    [TestCase("01:00:00", "00:00:59")]
    [TestCase("01:00:00", "00:30:01")]
    public void Intervals_that_cannot_be_kept_are_refused(string interval, string? announce)
    {
        var options = new JwtOptions();

        var (every, before) = (TimeSpan.Parse(interval, null), announce is null ? (TimeSpan?)null : TimeSpan.Parse(announce, null));

        options.Keys.Invoking(keys => keys.RotateEvery(every, announce: before))
            .Should().Throw<ArgumentOutOfRangeException>();
        options.Keys.Invoking(static keys => keys.RotateEvery(TimeSpan.FromHours(1), announce: TimeSpan.FromMinutes(30)))
            .Should().NotThrow();
        options.Keys.Invoking(static keys => keys.RotateEvery(TimeSpan.FromHours(1), (JwtAlgorithm)99))
            .Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public async Task While_the_store_is_down_the_known_keys_sign_and_the_next_is_announced_for_its_whole_time_afterwards()
    {
        await _nodes.StartTogetherAsync(default, default);
        var first = _nodes.Nodes[0].Jwt.Keys.Signing.Kid;
        Store.Before = static _ => throw new InvalidOperationException("The store is down.");
        _nodes.Pass(TimeSpan.FromMinutes(100));
        await _nodes.RunAsync();

        _nodes.AssertAllReadAll();
        _nodes.Nodes[0].Jwt.Keys.Signing.Kid.Should().Be(first);
        Logs(_nodes.Nodes[0]).Should().Contain(log => log.Id.Id == StoreFailed && log.Message.Contains("The store is down."));
        Store.Before = static _ => Task.CompletedTask;
        await _nodes.RunAsync();
        _nodes.Pass(RotatingNodes.Announce - TimeSpan.FromSeconds(1));
        _nodes.Nodes.Should().OnlyContain(node => node.Jwt.Keys.Signing.Kid == first);
        await _nodes.RunAsync();
        _nodes.Pass(TimeSpan.FromSeconds(1));
        _nodes.Nodes.Should().OnlyContain(node => node.Jwt.Keys.Signing.Kid != first);
        _nodes.AssertAllReadAll();
    }

    [TestCase("add")]
    [TestCase("list")]
    public async Task A_write_whose_response_is_lost_counts(string lost)
    {
        var node = _nodes.Start();
        _nodes.Pass(RotatingNodes.Interval - RotatingNodes.Announce);
        var calls = 0;
        Store.After = name => name == lost && ++calls == (lost == "list" ? 3 : 1)
            ? throw new TimeoutException("The response was lost.")
            : Task.CompletedTask;

        await node.Jwt.Runtime.Upkeep.RunAsync();
        Store.After = static _ => Task.CompletedTask;
        Store.Entries.Should().ContainSingle(static entry => entry.Id == "signing-2");
        await node.Jwt.Runtime.Upkeep.RunAsync();
        _nodes.Start();

        Store.Entries.Where(static entry => entry.Id.StartsWith("signing", StringComparison.Ordinal)).Should().HaveCount(2);
        _nodes.Pass(RotatingNodes.Announce);
        _nodes.AssertAllReadAll();
    }

    [TestCase("list")]
    [TestCase("time")]
    [TestCase("add")]
    public async Task A_process_that_fails_in_any_phase_of_its_start_leaves_the_others_a_store_to_start_from(string phase)
    {
        for (var call = 1; call <= 3; call++)
        {
            Store.Clear();
            foreach (var node in _nodes.Nodes.ToList())
                await _nodes.KillAsync(node);
            var calls = 0;
            Store.After = name => name == phase && ++calls == call ? throw new InvalidOperationException("Killed.") : Task.CompletedTask;
            Store.Before = name => name == phase && phase == "time" ? throw new InvalidOperationException("Killed.") : Task.CompletedTask;
            try
            {
                _nodes.Start();
            }
            catch (OptionsValidationException)
            {
                // That is what the test is about.
            }

            (Store.After, Store.Before) = (static _ => Task.CompletedTask, static _ => Task.CompletedTask);
            await _nodes.StartTogetherAsync(default, default);

            _nodes.AssertAllReadAll();
            Store.Entries.Select(static entry => entry.Id).Should().Equal("origin", "signing-1");
        }
    }

    [Test]
    public void What_is_stored_has_no_key_in_clear()
    {
        foreach (var algorithm in new[] { JwtAlgorithm.ES256, JwtAlgorithm.PS256, JwtAlgorithm.HS512 })
        {
            Store = new SharedKeyStore(_nodes.Time);
            var node = _nodes.Start(configure: cfg => cfg.Keys.RotateEvery(TimeSpan.FromDays(90), algorithm));

            node.Jwt.Keys.Signing.Algorithm.Should().Be(algorithm);
            var text = string.Concat(Store.Entries.Select(static entry => entry.Value));
            var bytes = Store.Entries.Where(static entry => entry.Id != "origin")
                .SelectMany(static entry => Convert.FromBase64String(entry.Value)).ToArray();
            var service = node.Jwt.Keys.Current.Service.Signing.Material.ExportPrivate()!;
            foreach (var secret in new[] { node.Jwt.Keys.Signing.Material.ExportPrivate()!, service })
            {
                bytes.AsSpan().IndexOf(secret.AsSpan(0, 24)).Should().Be(-1);
                text.Should().NotContain(Convert.ToBase64String(secret.AsSpan(0, 24)));
                Encoding.UTF8.GetString(bytes).Should().NotContain(Convert.ToBase64String(secret.AsSpan(0, 24)));
            }

            Encoding.Latin1.GetString(bytes).Should().NotContain("PRIVATE").And.NotContain("Algorithm");
        }
    }

    [Test]
    public async Task An_entry_that_was_damaged_changes_nothing_for_those_that_run_and_stops_those_that_start()
    {
        await _nodes.StartTogetherAsync(default, default);
        _nodes.Pass(RotatingNodes.Interval - RotatingNodes.Announce);
        await _nodes.RunAsync();
        var good = Store.Entries.Single(static entry => entry.Id == "signing-2").Value;
        string[] damaged = ["", "x", good[..^4], good[4..], good[..40] + "AAAA" + good[44..], "{}", new('A', 20_000), "AAAA"];
        await _nodes.KillAsync(_nodes.Nodes[1]);

        foreach (var value in damaged)
        {
            Store.Damage("signing-2", value);
            await _nodes.RunAsync();
            _nodes.AssertAllReadAll();
            // A process that has not read it yet.
            if (value.Length <= 8192)
                Starting().Should().Throw<OptionsValidationException>().WithMessage("*cannot be decrypted: signing-2*");
            Store.Entries.Should().HaveCount(3, "nothing was written");
        }

        Logs(_nodes.Nodes[0]).Should().Contain(static log => log.Id.Id == StoreFailed && log.Message.Contains("signing-2"));
        Store.Damage("signing-2", good);
        _nodes.Pass(RotatingNodes.Announce);
        _nodes.Start();
        _nodes.AssertAllReadAll();
    }

    [Test]
    public void An_entry_counts_for_its_own_number_and_issuer_alone()
    {
        _nodes.Start();
        var key = Store.Entries.Single(static entry => entry.Id == "signing-1");
        var group = new MinimalApi.Revocation.StoreKeyFactory("TestApp").Keys;
        var others = new MinimalApi.Revocation.StoreKeyFactory("other").Keys;
        Store.TryAddKeyAsync(group, new StoredKey("signing-9", key.Value), default).AsTask().Wait();
        Store.TryAddKeyAsync(others, key, default).AsTask().Wait();

        Starting().Should().Throw<OptionsValidationException>().WithMessage("*cannot be decrypted: signing-9.*");
        FluentActions.Invoking(() => _nodes.Start(configure: static cfg => cfg.Issuer = "other"))
            .Should().Throw<OptionsValidationException>().WithMessage("*cannot be decrypted: signing-1.*");
    }

    [Test]
    public async Task Entries_that_are_none_are_ignored()
    {
        var group = new MinimalApi.Revocation.StoreKeyFactory("TestApp").Keys;
        string[] ids =
        [
            "signing-", "signing-0", "signing-01", "signing--1", "signing-99999999999", "signing-+1", "SIGNING-1", "other", "retired-x",
            "replaced-x-y",
        ];
        foreach (var id in ids)
            await Store.TryAddKeyAsync(group, new StoredKey(id, "x"), default);

        await _nodes.StartTogetherAsync(default, default);

        _nodes.AssertAllReadAll();
        _nodes.Nodes[0].Jwt.Keys.Verifying.Should().ContainSingle();
    }

    [Test]
    public async Task A_key_from_the_future_verifies_and_another_one_takes_its_turn()
    {
        _nodes.Start();
        // A process and a store whose clocks are both wrong.
        await using (var wrong = new RotatingNodes(nodes => new SharedKeyStore(nodes.Time, Store)) { Protection = _nodes.Protection })
        {
            wrong.Pass(TimeSpan.FromDays(400));
            wrong.Start();
        }

        var fresh = _nodes.Start();
        await _nodes.RunAsync();
        _nodes.AssertAllReadAll();
        Logs(fresh).Should().Contain(static log => log.Id.Id == 59 && log.Message.Contains("signing-2"));
        for (var i = 0; i < 20; i++)
        {
            _nodes.Pass(TimeSpan.FromMinutes(10));
            await _nodes.RunAsync();
            _nodes.AssertAllReadAll();
        }

        Store.Entries.Select(static entry => entry.Id).Should().Contain("signing-4", "rotation goes on");
        fresh.Jwt.Keys.Signing.Kid.Should().Be(_nodes.Nodes[0].Jwt.Keys.Signing.Kid);
    }

    [Test]
    public async Task A_clock_that_is_set_back_does_not_bring_back_the_key_before()
    {
        await _nodes.StartTogetherAsync(default, default);
        await RotateOnceAsync();
        var (node, second) = (_nodes.Nodes[0], _nodes.Nodes[0].Jwt.Keys.Signing.Kid);

        node.Time.AdjustTime(node.Time.GetUtcNow() - TimeSpan.FromHours(1));
        await node.Jwt.Runtime.Upkeep.RunAsync();

        node.Jwt.Keys.Signing.Kid.Should().Be(second);
        Logs(node).Should().Contain(static log => log.Id.Id == StoreFailed && log.Message.Contains("clock"));
    }

    [Test]
    public async Task A_process_whose_clock_is_wrong_neither_adds_nor_deletes()
    {
        await _nodes.StartTogetherAsync(default, default);
        await RotateOnceAsync();
        var before = Store.Entries;
        var node = _nodes.Nodes[0];

        node.Time.AdjustTime(node.Time.GetUtcNow() + TimeSpan.FromDays(1000));
        await node.Jwt.Runtime.Upkeep.RunAsync();
        var late = _nodes.Start(TimeSpan.FromDays(1000));
        await late.Jwt.Runtime.Upkeep.RunAsync();

        Store.Entries.Should().Equal(before);
        Logs(late).Should().Contain(static log => log.Id.Id == 58);
        Store.Clear();
        FluentActions.Invoking(() => _nodes.Start(TimeSpan.FromDays(-1000)))
            .Should().Throw<OptionsValidationException>().WithMessage("*clock of the store*more than a minute*");
    }

    [Test]
    public async Task Lists_that_are_not_complete_take_no_key_from_those_that_run()
    {
        await _nodes.StartTogetherAsync(default, default);
        var random = new Random(7);
        for (var i = 0; i < 40; i++)
        {
            Store.Listed = i % 4 == 3 ? static entries => entries : entries => entries.Where(_ => random.Next(2) == 0);
            await _nodes.RunAsync();
            _nodes.AssertAllReadAll();
            _nodes.Pass(TimeSpan.FromMinutes(4));
        }

        Store.Listed = static entries => entries;
        await _nodes.RunAsync();
        _nodes.Start();
        _nodes.AssertAllReadAll();
        _nodes.Nodes.Select(static node => node.Jwt.Keys.Signing.Kid).Distinct().Should().ContainSingle();
    }

    [Test]
    public async Task A_process_that_is_shown_no_key_or_an_old_one_at_its_start_generates_no_second_one()
    {
        await _nodes.StartTogetherAsync(default, default);
        await RotateOnceAsync();
        var before = Store.Entries.Where(static entry => entry.Id.StartsWith("signing", StringComparison.Ordinal)).ToList();

        Store.Listed = static _ => [];
        Starting().Should().Throw<OptionsValidationException>().WithMessage("*does not list the keys that it has*");
        Store.Listed = static entries => entries.Where(static entry => entry.Id != "signing-2");
        var node = _nodes.Start();
        Store.Listed = static entries => entries;
        await node.Jwt.Runtime.Upkeep.RunAsync();

        Store.Entries.Where(static entry => entry.Id.StartsWith("signing", StringComparison.Ordinal)).Should().Equal(before);
        _nodes.AssertAllReadAll();
    }

    [Test]
    public async Task A_store_with_thousands_of_entries_is_refused_at_the_start_and_ignored_later()
    {
        var node = _nodes.Start();
        var many = Enumerable.Range(10, 100_000).Select(static i => new StoredKey($"signing-{i}", "x")).ToList();
        Store.Listed = entries => entries.Concat(many);

        Starting().Should().Throw<OptionsValidationException>().WithMessage("*has 10000? entries*Find out what else writes there*");
        await node.Jwt.Runtime.Upkeep.RunAsync();

        _nodes.AssertAllReadAll();
        Logs(node).Should().Contain(static log => log.Id.Id == StoreFailed);
    }

    [Test]
    public async Task A_store_that_lost_its_data_gets_back_what_the_processes_have()
    {
        await _nodes.StartTogetherAsync(default, default);
        await RotateOnceAsync();
        var before = Store.Entries;

        Store.Clear();
        await _nodes.RunAsync();

        Store.Entries.Should().Equal(before);
        _nodes.Start();
        _nodes.AssertAllReadAll();
    }

    private Action Starting() => () => _nodes.Start();

    private static IReadOnlyList<FakeLogRecord> Logs(TestService node) => node.Services.GetFakeLogCollector().GetSnapshot();

    private async Task RotateOnceAsync()
    {
        _nodes.Pass(RotatingNodes.Interval - RotatingNodes.Announce);
        await _nodes.RunAsync();
        await _nodes.RunAsync();
        _nodes.Pass(RotatingNodes.Announce);
        await _nodes.RunAsync();
    }
}
