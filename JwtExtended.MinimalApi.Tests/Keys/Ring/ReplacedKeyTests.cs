using System.Security.Cryptography;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>Keys that are replaced at their origin: nobody is signed out.</summary>
public sealed class ReplacedKeyTests : IDisposable
{
    // MaxTokenLifetime is that of refresh tokens here, and processes see a change minutes apart.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30) + TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _pems =
        [.. Enumerable.Range(0, 4).Select(_ => TestKeys.EcPem(ECCurve.NamedCurves.nistP256))];

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Tokens_of_a_replaced_key_are_accepted_until_the_longest_one_has_expired()
    {
        await using var app = await StartAsync(_pems[0]);
        var longest = new TokenDescriptor { ExpiresIn = TimeSpan.FromDays(30) };
        var (access, refresh) = (app.Jwt.CreateAccessToken("alice", longest), app.Jwt.CreateRefreshToken("alice"));
        var first = app.Jwt.Keys.Signing;

        await ReplaceAsync(app, _pems[1]);

        app.Jwt.Keys.Signing.Should().BeSameAs(first, "other processes do not know the new key yet");
        app.Time.AdjustTime(TestApp.Start + TimeSpan.FromMinutes(10));
        app.Jwt.Keys.Signing.Kid.Should().NotBe(first.Kid);
        (Reads(app, access), ReadsRefresh(app, refresh)).Should().Be((true, true));
        app.Jwt.Keys.Verifying.Should().Contain(key => key.Kid == first.Kid && !key.CanSign);
        Published(app).Should().BeEquivalentTo(app.Jwt.Keys.Verifying.Select(static key => key.Kid));
        app.Time.AdjustTime(TestApp.Start + TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        (Reads(app, access), ReadsRefresh(app, refresh)).Should().Be((true, true));
        app.Time.AdjustTime(TestApp.Start + Kept);
        app.Jwt.Keys.Verifying.Should().ContainSingle();
        Published(app).Should().Equal(app.Jwt.Keys.Signing.Kid);
    }

    [Test]
    public async Task A_session_goes_on_after_its_key_was_replaced()
    {
        await using var app = await StartAsync(_pems[0]);
        var pair = await app.Jwt.StartSessionAsync("alice");

        await ReplaceAsync(app, _pems[1]);
        var refreshed = await app.Jwt.RefreshAsync(pair.RefreshToken);

        refreshed.Error.Should().BeNull();
        Reads(app, refreshed.Pair!.AccessToken).Should().BeTrue();
    }

    [Test]
    public async Task A_restart_remembers_the_replaced_key()
    {
        var (access, refresh) = await ReplaceOnceAsync();

        await using var app = await StartAsync(_pems[1]);
        await using var without = await StartAsync(_pems[1], cfg => cfg.Keys.KeepReplaced = false);

        (Reads(app, access), ReadsRefresh(app, refresh)).Should().Be((true, true));
        (Reads(without, access), ReadsRefresh(without, refresh)).Should().Be((false, false));
        app.Time.AdjustTime(TestApp.Start + Kept + TimeSpan.FromSeconds(2));
        app.Jwt.Keys.Verifying.Should().ContainSingle();
    }

    [Test]
    public async Task Processes_that_see_the_change_minutes_apart_read_each_other_all_the_time()
    {
        // Without a store that they share.
        void Alone(JwtOptions options) => options.Keys.StoreIn(Path.Combine(_folder.Path, RandomNumberGenerator.GetHexString(8)));
        await using var first = await StartAsync(_pems[0], Alone);
        await using var second = await StartAsync(_pems[0], Alone);
        var session = await first.Jwt.StartSessionAsync("alice");
        var refresh = session.RefreshToken;

        for (var minute = 0; minute < 20; minute++)
        {
            if (minute == 2)
                await ReplaceAsync(first, _pems[1]);
            if (minute == 9)
                await ReplaceAsync(second, _pems[1]);
            var refreshed = await first.Jwt.RefreshAsync(refresh);
            refresh = refreshed.Pair!.RefreshToken;
            Reads(second, refreshed.Pair.AccessToken).Should().BeTrue("in minute {0}", minute);
            ReadsRefresh(second, refresh).Should().BeTrue("in minute {0}", minute);
            Reads(first, second.Jwt.CreateAccessToken("alice")).Should().BeTrue("in minute {0}", minute);
            ReadsRefresh(first, second.Jwt.CreateRefreshToken("alice")).Should().BeTrue("in minute {0}", minute);
            first.Time.AdjustTime(first.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
            second.Time.AdjustTime(second.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        }

        second.Jwt.Keys.Signing.Kid.Should().Be(JwtKey.FromPem(_pems[1]).Kid);
    }

    [Test]
    public async Task A_key_that_was_replaced_can_be_retired_while_it_signs_on()
    {
        await using var app = await StartAsync(_pems[0]);
        var (kid, token) = (app.Jwt.Keys.Signing.Kid, app.Jwt.CreateAccessToken("alice"));
        await ReplaceAsync(app, _pems[1]);

        app.Jwt.Keys.Retire(kid);

        app.Jwt.Keys.Signing.Kid.Should().NotBe(kid);
        Reads(app, token).Should().BeFalse();
        Reads(app, app.Jwt.CreateAccessToken("alice")).Should().BeTrue();
    }

    [Test]
    public async Task A_replaced_secret_is_kept_as_well()
    {
        static string Text(char letter) => TestKeys.SecretText(letter, 40);
        string access, refresh;
        await using (var app = await StartAsync(Text('a'), "SecretKey"))
        {
            (access, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
            await ReplaceAsync(app, Text('b'), "SecretKey");
            (Reads(app, access), ReadsRefresh(app, refresh)).Should().Be((true, true));
            app.Time.AdjustTime(TestApp.Start + TimeSpan.FromMinutes(10));
            app.Jwt.Keys.Verifying.Should().Contain(static key => !key.CanSign);
        }

        await using var restarted = await StartAsync(Text('b'), "SecretKey");

        (Reads(restarted, access), ReadsRefresh(restarted, refresh)).Should().Be((true, true));
        Stored().Should().NotContain(Convert.ToBase64String(Enumerable.Repeat((byte)'a', 33).ToArray()));
    }

    [Test]
    public async Task Another_process_that_never_saw_the_key_reads_its_tokens()
    {
        await using var other = await StartAsync(_pems[1]);
        await using var app = await StartAsync(_pems[0]);
        var (access, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
        (Reads(other, access), ReadsRefresh(other, refresh)).Should().Be((false, false));

        await ReplaceAsync(app, _pems[1]);
        await other.Jwt.Runtime.Upkeep.RunAsync();

        (Reads(other, access), ReadsRefresh(other, refresh)).Should().Be((true, true));
    }

    [Test]
    public async Task Several_replacements_in_short_order_keep_every_key_across_a_restart()
    {
        var tokens = new List<(string Access, string Refresh)>();
        await using (var app = await StartAsync(_pems[0]))
        {
            foreach (var pem in _pems[1..])
            {
                tokens.Add((app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice")));
                await ReplaceAsync(app, pem);
            }

            tokens.Should().OnlyContain(pair => Reads(app, pair.Access) && ReadsRefresh(app, pair.Refresh));
        }

        await using var restarted = await StartAsync(_pems[^1]);

        tokens.Should().HaveCount(3).And.OnlyContain(pair => Reads(restarted, pair.Access) && ReadsRefresh(restarted, pair.Refresh));
    }

    [Test]
    public async Task A_key_that_is_broken_in_between_changes_nothing()
    {
        await using var app = await StartAsync(_pems[0]);
        var (access, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
        var first = app.Jwt.Keys.Signing;

        Change(app, "-----BEGIN PRIVATE KEY-----\nMIG", "PrivateKey");
        app.Jwt.Keys.Signing.Should().BeSameAs(first);
        app.Logs.GetSnapshot().Should().ContainSingle(static log => log.Id.Id == 5);
        await ReplaceAsync(app, _pems[1]);

        (Reads(app, access), ReadsRefresh(app, refresh)).Should().Be((true, true));
        app.Jwt.Keys.Verifying.Should().HaveCount(2);
    }

    [Test]
    public async Task A_key_that_is_rolled_back_and_replaced_again_is_kept_from_then_on()
    {
        await using (var app = await StartAsync(_pems[0]))
        {
            await ReplaceAsync(app, _pems[1]);
            var ofSecond = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
            app.Time.AdjustTime(TestApp.Start.AddDays(20));
            await ReplaceAsync(app, _pems[0]);
            app.Jwt.Keys.Signing.Kid.Should().Be(JwtKey.FromPem(_pems[0]).Kid);
            ReadsRefresh(app, ofSecond.Item2).Should().BeTrue();
            await ReplaceAsync(app, _pems[1]);
        }

        await using var restarted = await StartAsync(_pems[1]);
        restarted.Time.AdjustTime(TestApp.Start + Kept + TimeSpan.FromDays(19));
        await restarted.Jwt.Runtime.Upkeep.RunAsync();

        restarted.Jwt.Keys.Verifying.Select(static key => key.Kid).Should().Contain(JwtKey.FromPem(_pems[0]).Kid);
    }

    [Test]
    public async Task A_restart_after_a_roll_back_reads_tokens_of_the_newer_key()
    {
        string access, refresh;
        await using (var app = await StartAsync(_pems[0]))
        {
            await ReplaceAsync(app, _pems[1]);
            (access, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
            await ReplaceAsync(app, _pems[0]);
        }

        await using var restarted = await StartAsync(_pems[0]);

        (Reads(restarted, access), ReadsRefresh(restarted, refresh)).Should().Be((true, true));
    }

    [Test]
    public async Task Retiring_a_replaced_key_ends_it_here_at_once_elsewhere_soon_and_after_restarts()
    {
        await using var app = await StartAsync(_pems[0]);
        await using var other = await StartAsync(_pems[0]);
        var kid = app.Jwt.Keys.Signing.Kid;
        var (access, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
        await ReplaceAsync(app, _pems[1]);
        await ReplaceAsync(other, _pems[1]);
        Reads(other, access).Should().BeTrue();

        app.Jwt.Keys.Retire(kid);
        (Reads(app, access), ReadsRefresh(app, refresh)).Should().Be((false, false));
        await app.Jwt.Runtime.Upkeep.RunAsync();
        await other.Jwt.Runtime.Upkeep.RunAsync();
        await app.Jwt.Runtime.Upkeep.RunAsync();
        await using var restarted = await StartAsync(_pems[1]);

        (Reads(other, access), ReadsRefresh(other, refresh)).Should().Be((false, false));
        (Reads(restarted, access), ReadsRefresh(restarted, refresh)).Should().Be((false, false));
        (Reads(app, access), ReadsRefresh(app, refresh)).Should().Be((false, false));
        Reads(restarted, other.Jwt.CreateAccessToken("alice")).Should().BeTrue();
    }

    [Test]
    public async Task A_retirement_that_could_not_be_stored_is_stored_later()
    {
        var blocked = Path.Combine(_folder.Path, "blocked");
        await File.WriteAllTextAsync(blocked, "a file, where a folder is to be");
        await using var app = await StartAsync(_pems[0], cfg => cfg.Keys.StoreIn(blocked));
        var kid = app.Jwt.Keys.Signing.Kid;
        await ReplaceAsync(app, _pems[1]);

        app.Jwt.Keys.Retire(kid);
        await app.WaitForLogAsync("other processes do not know of it yet", Patience);
        File.Delete(blocked);
        await app.Jwt.Runtime.Upkeep.RunAsync();

        Directory.EnumerateDirectories(blocked, "retired-*", SearchOption.AllDirectories).Should().ContainSingle();
    }

    [Test]
    public async Task A_folder_that_cannot_be_written_keeps_the_key_in_memory_and_says_what_ends()
    {
        using var keys = new TemporaryFolder();
        var path = Path.Combine(keys.Path, "tls.key");
        await File.WriteAllTextAsync(path, _pems[0]);
        // In the place of the folder, because a user with all rights may write where nobody else may.
        await File.WriteAllTextAsync(Path.Combine(keys.Path, ".jwt-extended"), "");
        await using var app = await TestApp.StartAsync(
            _ => { }, cfg => cfg.Keys.AddPemFile(path), static builder => builder.Configuration["Jwt:SecretKey"] = null);
        var (kid, access, refresh) = (
            app.Jwt.Keys.Signing.Kid, app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));

        await File.WriteAllTextAsync(path, _pems[1]);
        await app.WaitForLogAsync("remembered by this process alone", Patience);

        (Reads(app, access), ReadsRefresh(app, refresh)).Should().Be((true, true));
        app.Logs.GetSnapshot().Should().ContainSingle(static log => log.Id.Id == 51).Which.Message.Should()
            .Contain(kid).And.Contain("2026-01-31 12:20:00Z").And.Contain("sessions end").And.Contain("Keys.RefreshSecrets");
    }

    [Test]
    public async Task With_refresh_secrets_sessions_do_not_depend_on_the_replaced_key()
    {
        void Configure(JwtOptions options) => options.Keys.RefreshSecrets.Add(TestKeys.SecretText('r'));
        string access, refresh;
        await using (var app = await StartAsync(_pems[0], Configure))
        {
            (access, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
            await ReplaceAsync(app, _pems[1]);
        }

        await using var restarted = await StartAsync(_pems[1], Configure);

        (Reads(restarted, access), ReadsRefresh(restarted, refresh)).Should().Be((true, true));
        restarted.Jwt.Keys.Current.Service.Verifying.Should().ContainSingle("the secrets take the place of what keys derive");
    }

    [Test]
    public async Task What_is_stored_has_no_part_of_a_key_in_clear()
    {
        await ReplaceOnceAsync();

        using var ec = ECDsa.Create();
        ec.ImportFromPem(_pems[0]);
        var d = ec.ExportParameters(true).D!;
        var service = TokenForge.ServiceSecretOf(d);
        var files = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);
        files.Should().ContainSingle();
        var bytes = Decode(await File.ReadAllTextAsync(files[0]));
        foreach (var secret in new[] { d, service, ec.ExportPkcs8PrivateKey(), ec.ExportSubjectPublicKeyInfo() })
            bytes.AsSpan().IndexOf(secret.AsSpan()).Should().Be(-1);
        Stored().Should().NotContain("PRIVATE").And.NotContain(Convert.ToBase64String(d)).And.NotContain(Convert.ToBase64String(service));
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(files[0]).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Test]
    public async Task Entries_that_were_damaged_or_forged_are_not_used()
    {
        var (access, _) = await ReplaceOnceAsync();
        var file = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Single();
        var text = await File.ReadAllTextAsync(file);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        string[] damaged =
        [
            "", ".", "x", text[..^1], text[..(dot + 5)], "1" + text, "0" + text[dot..], text[..^4] + "AAAA", text + "A", new('A', 100_000),
            $"{long.MaxValue}{text[dot..]}", "-1.AAAA", text[dot..], "not base64 !!",
        ];

        foreach (var value in damaged)
        {
            await File.WriteAllTextAsync(file, value);
            await using var app = await StartAsync(_pems[1]);

            Reads(app, access).Should().BeFalse("'{0}' is not the entry", value);
            Reads(app, app.Jwt.CreateAccessToken("alice")).Should().BeTrue();
            app.Jwt.Keys.Verifying.Should().ContainSingle();
        }

        await File.WriteAllTextAsync(file, text);
        await using var intact = await StartAsync(_pems[1]);
        Reads(intact, access).Should().BeTrue();
    }

    [Test]
    public async Task An_entry_does_not_count_under_another_name_or_for_another_issuer()
    {
        var (access, _) = await ReplaceOnceAsync();
        var entry = Directory.GetDirectories(_folder.Path, "replaced-*", SearchOption.AllDirectories).Single();
        var kid = Path.GetFileName(entry);
        Directory.Move(entry, Path.Combine(Path.GetDirectoryName(entry)!, "replaced-x" + kid["replaced-x".Length..]));

        await using var renamed = await StartAsync(_pems[1]);
        await using var other = await StartAsync(_pems[1], cfg => cfg.Issuer = "another");

        Reads(renamed, access).Should().BeFalse();
        renamed.Logs.GetSnapshot().Should().ContainSingle(static log => log.Id.Id == 52);
        other.Jwt.Keys.Verifying.Should().ContainSingle();
        other.Logs.GetSnapshot().Should().NotContain(static log => log.Id.Id == 52);
    }

    [Test]
    public async Task Where_tokens_never_expire_a_replaced_key_is_kept_until_it_is_retired()
    {
        await using var app = await StartAsync(_pems[0], static cfg => cfg.AllowNonExpiringTokens = true);
        var kid = app.Jwt.Keys.Signing.Kid;
        var token = app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = Timeout.InfiniteTimeSpan });

        await ReplaceAsync(app, _pems[1]);

        app.Time.AdjustTime(TestApp.Start.AddDays(10_000));
        Reads(app, token).Should().BeTrue();
        app.Jwt.Keys.Retire(kid);
        Reads(app, token).Should().BeFalse();
    }

    [Test]
    public async Task A_key_that_is_kept_does_not_hide_the_only_key_of_tokens_without_an_id()
    {
        var (first, second) = (JwtKey.FromPem(_pems[0]), JwtKey.FromPem(_pems[1]));
        await using var app = await StartAsync(_pems[0]);
        app.Jwt.Keys.Current.Find(TokenType.Access, null, JwtAlgorithm.ES256)!.Kid.Should().Be(first.Kid);

        await ReplaceAsync(app, _pems[1]);

        app.Jwt.Keys.Current.Find(TokenType.Access, null, JwtAlgorithm.ES256)!.Kid.Should().Be(second.Kid);
    }

    [Test]
    public async Task What_is_over_is_deleted_unless_a_clock_is_wrong()
    {
        await ReplaceOnceAsync();
        await using var app = await StartAsync(_pems[1]);
        app.Time.AdjustTime(TestApp.Start + Kept + TimeSpan.FromHours(1));

        await app.Jwt.Runtime.Upkeep.RunAsync();

        Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    // The text of a store, of which this one is the simplest to read.
    private string Stored() =>
        string.Concat(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(File.ReadAllText));

    private static byte[] Decode(string text) =>
        System.Buffers.Text.Base64Url.DecodeFromChars(text.AsSpan(text.IndexOf('.', StringComparison.Ordinal) + 1));

    private static bool Reads(TestApp app, string token) => app.Jwt.TryRead(token, out _, out _);

    private static bool ReadsRefresh(TestApp app, string token) => app.Jwt.TryRead(token, out _, out _, TokenType.Refresh);

    private static IEnumerable<string> Published(TestApp app) =>
        JsonNode.Parse(app.Jwt.Keys.Published.Document.Json)!["keys"]!.AsArray().Select(static key => key!["kid"]!.GetValue<string>());

    private async Task<(string Access, string Refresh)> ReplaceOnceAsync()
    {
        await using var app = await StartAsync(_pems[0]);
        var tokens = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
        await ReplaceAsync(app, _pems[1]);
        return tokens;
    }

    private Task<TestApp> StartAsync(string key, Action<JwtOptions>? configure = null) => StartAsync(key, "PrivateKey", configure);

    private Task<TestApp> StartAsync(string key, string option, Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        _ => { },
        cfg =>
        {
            cfg.Keys.StoreIn(_folder.Path);
            configure?.Invoke(cfg);
        },
        builder =>
        {
            builder.Configuration["Jwt:SecretKey"] = null;
            builder.Configuration[$"Jwt:{option}"] = key;
        });

    // Replaces the key, and waits until it is known where the old one is kept.
    private static async Task ReplaceAsync(TestApp app, string key, string option = "PrivateKey")
    {
        app.Logs.Clear();
        Change(app, key, option);
        await app.WaitForLogAsync("continues to verify until", Patience);
    }

    private static void Change(TestApp app, string key, string option)
    {
        var configuration = (IConfigurationRoot)app.App.Services.GetRequiredService<IConfiguration>();
        configuration[$"Jwt:{option}"] = key;
        configuration.Reload();
    }
}
