using System.Diagnostics.Metrics;
using System.Net;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>What counts, and with which tags.</summary>
public sealed class MetricsTests
{
    private const string TypeTag = "jwt_extended.token.type";
    private const string KindTag = "jwt_extended.revocation.kind";
    private const string ResultTag = "jwt_extended.refresh.result";
    private const string CacheTag = "jwt_extended.cache.result";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Test]
    public async Task Tokens_that_are_handed_out_are_counted_by_type()
    {
        await using var app = await TestApp.StartAsync(static routes =>
        {
            routes.MapJwtRefresh();
            routes.MapJwtTicket();
        });
        using var issued = Collect<long>(app, "jwt_extended.issued_tokens");

        app.Jwt.CreateAccessToken("alice");
        app.Jwt.CreateRefreshToken("alice");
        var pair = app.Jwt.CreateTokenPair("alice");
        // A login that names its session is tried before the session begins.
        await app.Jwt.StartSessionAsync("alice", new TokenDescriptor { SessionId = "phone" });
        var (access, _) = await app.RefreshedAsync(pair.RefreshToken);
        (await app.SendAsync(HttpMethod.Post, "/ticket?path=/feed", access)).Should().BeOk();

        TagsOf(issued, TypeTag).Should().Equal(
            ["access", "refresh", "access", "refresh", "access", "refresh", "access", "refresh", "ticket"]);
    }

    [Test]
    public async Task A_refresh_that_returns_the_same_refresh_token_issues_an_access_token_alone()
    {
        await using var app = await SessionClient.StartAsync();
        var (_, second) = await app.RefreshedAsync(app.Jwt.CreateTokenPair("alice").RefreshToken);
        using var issued = Collect<long>(app, "jwt_extended.issued_tokens");

        (await app.RefreshedAsync(second)).Refresh.Should().Be(second);

        TagsOf(issued, TypeTag).Should().Equal("access");
    }

    [Test]
    public async Task A_token_that_is_not_issued_does_not_count()
    {
        await using var app = await SessionClient.StartAsync();
        using var issued = Collect<long>(app, "jwt_extended.issued_tokens");

        var tooLong = () => app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromDays(300) });

        tooLong.Should().Throw<ArgumentException>();
        issued.GetMeasurementSnapshot().Should().BeEmpty();
    }

    [Test]
    public async Task Exchanges_are_counted_by_result()
    {
        await using var app = await SessionClient.StartAsync();
        using var exchanges = Collect<long>(app, "jwt_extended.refresh.exchanges");
        using var reuses = Collect<long>(app, "jwt_extended.refresh.reuses");
        var first = app.Jwt.CreateTokenPair("alice").RefreshToken;

        var (_, second) = await app.RefreshedAsync(first);
        await app.RefreshedAsync(first);
        await app.RefreshedAsync(second);
        app.Time.Advance(Window);
        var (access, _) = await app.RefreshedAsync(first);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        reuses.GetMeasurementSnapshot().Should().BeEmpty();
        (await app.RefreshAsync(second)).Should().BeRefused(JwtErrorCode.RefreshReused);

        TagsOf(exchanges, ResultTag).Should().Equal("advanced", "again", "current", "reissued", "reused");
        reuses.GetMeasurementSnapshot().Should().ContainSingle().Which.Value.Should().Be(1);
    }

    [Test]
    public async Task A_refresh_that_the_application_refuses_counts_as_refused()
    {
        await using var app = await SessionClient.StartAsync(static cfg => cfg.OnRefresh(static refresh =>
        {
            refresh.Refuse();
            return ValueTask.FromResult<TokenDescriptor?>(new TokenDescriptor());
        }));
        using var exchanges = Collect<long>(app, "jwt_extended.refresh.exchanges");

        (await app.RefreshAsync(app.Jwt.CreateTokenPair("alice").RefreshToken)).Should().BeRefused(JwtErrorCode.AccessDenied);

        TagsOf(exchanges, ResultTag).Should().Equal("refused");
    }

    [Test]
    public async Task A_session_that_ends_during_a_refresh_counts_as_revoked_and_a_store_that_fails_as_failed()
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var owner = app;
        using var exchanges = Collect<long>(app, "jwt_extended.refresh.exchanges");
        var (ended, failing) = (await app.Jwt.StartSessionAsync("alice"), app.Jwt.CreateTokenPair("bob"));
        var sid = app.ReadToken(ended.AccessToken).SessionId!;

        store.Before = async call => _ = call != "exchange" || await app.Jwt.EndSessionAsync("alice", sid);
        (await app.RefreshAsync(ended.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        store.Before = static call => call == "exchange" ? throw new IOException("gone") : Task.CompletedTask;
        (await app.RefreshAsync(failing.RefreshToken)).Should().BeRefused(JwtErrorCode.StoreUnavailable);

        TagsOf(exchanges, ResultTag).Should().Equal("revoked", "failed");
    }

    [Test]
    public void The_result_of_an_exchange_is_the_word_of_its_outcome([Values] ExchangeOutcome outcome) =>
        TagValue.Of(outcome).Should().Be(outcome.ToString().ToLowerInvariant());

    [Test]
    public void An_outcome_that_only_the_store_of_an_application_knows_is_unknown() =>
        TagValue.Of((ExchangeOutcome)99).Should().Be("unknown");

    [Test]
    public async Task Revocations_are_counted_by_kind()
    {
        await using var app = await SessionClient.StartAsync();
        using var revocations = Collect<long>(app, "jwt_extended.revocations");
        var token = app.ReadToken(app.Jwt.CreateAccessToken("alice"));
        var session = await app.Jwt.StartSessionAsync("alice");

        await app.Jwt.RevokeAsync(token);
        (await app.SendAsync(HttpMethod.Post, "/logout", session.AccessToken)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await app.Jwt.RevokeAllAsync("alice");
        await app.Jwt.RevokeEverythingAsync();

        TagsOf(revocations, KindTag).Should().Equal("token", "session", "identity", "everything");
    }

    [Test]
    public async Task A_revocation_that_the_store_does_not_confirm_does_not_count()
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var owner = app;
        using var revocations = Collect<long>(app, "jwt_extended.revocations");
        var token = app.ReadToken(app.Jwt.CreateAccessToken("alice"));
        store.Before = static _ => throw new IOException("gone");

        var revoke = async () => await app.Jwt.RevokeAsync(token);

        await revoke.Should().ThrowAsync<RevocationStoreException>();
        revocations.GetMeasurementSnapshot().Should().BeEmpty();
    }

    [Test]
    public async Task Verified_tokens_count_as_hit_or_miss_and_by_size()
    {
        await using var app = await SessionClient.StartAsync();
        using var lookups = Collect<long>(app, "jwt_extended.token_cache.lookups");
        using var size = Collect<int>(app, "jwt_extended.token_cache.size");
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/me", token)).Should().BeOk("alice");
        (await app.GetAsync("/me", token)).Should().BeOk("alice");

        TagsOf(lookups, CacheTag).Should().Equal("miss", "hit");
        ValueOf(size).Should().Be(1);
    }

    [Test]
    public async Task The_store_in_memory_tells_its_size()
    {
        await using var app = await SessionClient.StartAsync();
        using var size = Collect<int>(app, "jwt_extended.memory_store.size");
        using var identities = Collect<int>(app, "jwt_extended.memory_store.identity.count");

        await app.Jwt.StartSessionAsync("alice");
        await app.Jwt.StartSessionAsync("alice");

        (ValueOf(size), ValueOf(identities)).Should().Be((2, 1));
    }

    [Test]
    public async Task Two_apps_of_a_process_count_for_themselves()
    {
        await using var a = await SessionClient.StartAsync();
        await using var b = await SessionClient.StartAsync();
        using var ofA = Collect<long>(a, "jwt_extended.refusals");
        using var ofB = Collect<long>(b, "jwt_extended.refusals");

        (await a.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);

        TagsOf(ofA, "error.type").Should().Equal("token_missing");
        ofB.GetMeasurementSnapshot().Should().BeEmpty();
    }

    private static MetricCollector<T> Collect<T>(TestApp app, string instrument)
        where T : struct =>
        new(app.App.Services.GetRequiredService<IMeterFactory>(), JwtMetrics.MeterName, instrument);

    private static IEnumerable<object?> TagsOf(MetricCollector<long> collector, string tag) =>
        collector.GetMeasurementSnapshot().Select(measurement => measurement.Tags[tag]);

    private static int ValueOf(MetricCollector<int> collector)
    {
        collector.RecordObservableInstruments();
        return collector.LastMeasurement!.Value;
    }
}
