using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>Sessions whose access tokens are signed in another process: when that fails, nothing is lost.</summary>
public sealed class SignerSessionTests
{
    private readonly ScriptedSigner _signer = new();
    private readonly List<string> _order = [];
    private HookedStore _store = null!;

    [Test]
    public async Task A_login_and_every_refresh_await_the_signer()
    {
        await using var app = await StartAsync();
        var pair = await app.Jwt.StartSessionAsync("alice");

        var first = await app.RefreshedAsync(pair.RefreshToken);
        var second = (await app.Jwt.RefreshAsync(first.Refresh)).Pair!;

        (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk("alice");
        (await app.GetAsync("/me", second.AccessToken)).Should().BeOk("alice");
        _signer.Calls.Should().Be(3);
    }

    [Test]
    public async Task The_signer_is_asked_before_anything_is_exchanged()
    {
        await using var app = await StartAsync();
        var pair = await app.Jwt.StartSessionAsync("alice");
        _order.Clear();
        _signer.Script = (input, _) =>
        {
            _order.Add("sign");
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(_signer.Sign(input));
        };

        await app.RefreshedAsync(pair.RefreshToken);

        _order.Should().Equal("find", "sign", "exchange");
    }

    private static IEnumerable<TestCaseData> Failures =>
    [
        Failure("an exception", static (_, _) => throw new HttpRequestException("down")),
        Failure("garbage", static (_, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[64])),
        Failure("too short", static (_, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[1])),
        Failure("null", static (_, _) => default),
    ];

    [TestCaseSource(nameof(Failures))]
    public async Task A_signer_that_fails_is_503_and_the_same_refresh_token_works_afterwards(
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> script)
    {
        await using var app = await StartAsync();
        var pair = await app.Jwt.StartSessionAsync("alice");
        _order.Clear();
        _signer.Script = script;

        using var failed = await app.RefreshAsync(pair.RefreshToken);
        _signer.Script = null;
        app.Time.Advance(TimeSpan.FromHours(1));
        var renewed = await app.RefreshedAsync(pair.RefreshToken);

        failed.Should().BeRefused(JwtErrorCode.SigningUnavailable);
        failed.Headers.RetryAfter.Should().NotBeNull();
        _order.Count(static call => call == "exchange").Should().Be(1, "nothing was exchanged before");
        _order.Should().NotContain("end");
        app.ReadToken(renewed.Refresh, TokenType.Refresh).ClaimSet.Number!.Value.Value.Should().Be(1);
        (await app.GetAsync("/me", renewed.Access)).Should().BeOk("alice");
        (await app.RefreshedAsync(renewed.Refresh)).Access.Should().NotBeNull();
        app.Failures(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("its key did not sign");
    }

    [Test]
    public async Task A_signer_that_hangs_is_503_within_its_limit_and_nothing_is_lost()
    {
        await using var app = await StartAsync();
        var pair = await app.Jwt.StartSessionAsync("alice");
        _order.Clear();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        _signer.Script = async (_, _) =>
        {
            asked.TrySetResult();
            return await never.Task;
        };

        var refreshing = app.RefreshAsync(pair.RefreshToken);
        await asked.Task;
        await app.AdvanceUntilAsync(refreshing, TimeSpan.FromSeconds(3));
        using var failed = await refreshing;
        _signer.Script = null;

        failed.Should().BeRefused(JwtErrorCode.SigningUnavailable);
        _order.Should().NotContain("exchange");
        (await app.GetAsync("/me", (await app.RefreshedAsync(pair.RefreshToken)).Access)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_signer_that_takes_longer_than_the_look_up_holds_is_503_and_nothing_is_lost()
    {
        await using var app = await StartAsync(cfg => cfg.Keys.SigningTimeout = TimeSpan.FromMinutes(1));
        var pair = await app.Jwt.StartSessionAsync("alice");
        _order.Clear();
        _signer.Script = (input, _) =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(6));
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(_signer.Sign(input));
        };

        using var late = await app.RefreshAsync(pair.RefreshToken);
        _signer.Script = null;

        late.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        _order.Should().NotContain("exchange");
        await app.RefreshedAsync(pair.RefreshToken);
    }

    [Test]
    public async Task A_client_that_has_gone_cancels_the_signer_and_can_come_back()
    {
        await using var app = await StartAsync();
        var pair = await app.Jwt.StartSessionAsync("alice");
        _order.Clear();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _signer.Script = async (_, cancel) =>
        {
            using var registration = cancel.Register(canceled.SetResult);
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            return default;
        };
        using var client = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/refresh");
        request.Headers.Authorization = new("Bearer", pair.RefreshToken);

        var refreshing = app.Client.SendAsync(request, client.Token);
        await asked.Task;
        await client.CancelAsync();
        await FluentActions.Awaiting(() => refreshing).Should().ThrowAsync<OperationCanceledException>();
        await canceled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _signer.Script = null;

        _order.Should().NotContain("exchange");
        await app.RefreshedAsync(pair.RefreshToken);
    }

    [Test]
    public async Task A_login_that_is_not_signed_leaves_no_session_behind()
    {
        await using var app = await StartAsync();
        _signer.Script = static (_, _) => throw new HttpRequestException("down");

        var login = () => app.Jwt.StartSessionAsync("alice").AsTask();
        await login.Should().ThrowAsync<JwtSigningException>();
        _signer.Script = null;

        (await app.Jwt.GetSessionsAsync("alice")).Should().BeEmpty();
        await app.Jwt.StartSessionAsync("alice");
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle();
    }

    [Test]
    public async Task A_session_that_a_login_would_continue_goes_on_when_it_is_not_signed()
    {
        await using var app = await StartAsync();
        var pair = await app.Jwt.StartSessionAsync("alice");
        var token = app.ReadToken(pair.AccessToken);
        _signer.Script = static (_, _) => throw new HttpRequestException("down");
        _order.Clear();

        var again = () => app.Jwt.StartSessionAsync("alice", TokenDescriptor.From(token)).AsTask();
        await again.Should().ThrowAsync<JwtSigningException>();
        _signer.Script = null;

        _order.Should().NotContain("start").And.NotContain("end");
        (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk("alice");
        await app.RefreshedAsync(pair.RefreshToken);
    }

    [Test]
    public async Task A_race_that_needs_another_signature_after_the_exchange_can_be_repeated_when_it_fails()
    {
        await using var app = await StartAsync();
        var pair = await app.Jwt.StartSessionAsync("alice");
        // Another request exchanges the token between the look-up of this one and its exchange, and its successor is seen in use.
        var raced = false;
        _signer.Script = async (input, _) =>
        {
            if (!raced)
            {
                raced = true;
                var other = await app.Jwt.RefreshAsync(pair.RefreshToken, CancellationToken.None);
                other.Error.Should().BeNull();
            }

            return _signer.Sign(input);
        };

        using var response = await app.RefreshAsync(pair.RefreshToken);
        _signer.Script = null;

        response.Should().BeOk();
        var pairs = await SessionClient.ReadPairAsync(response);
        (await app.GetAsync("/me", pairs.Access)).Should().BeOk("alice");
        await app.RefreshedAsync(pairs.Refresh);
    }

    [Test]
    public async Task A_page_view_awaits_the_signer_and_is_served_without_it()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Cookies.RefreshWithin = TimeSpan.FromMinutes(5);
            cfg.OnRefresh(static refresh => ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token)));
        });
        var pair = await app.Jwt.StartSessionAsync("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));
        var view = () => app.GetWithHeaderAsync(
            "/me",
            ("Cookie", $"{BrowserClient.Access(pair.AccessToken)}; {BrowserClient.Refresh(pair.RefreshToken)}"),
            ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "none"));
        _signer.Script = static (_, _) => throw new HttpRequestException("down");

        using var without = await view();
        _signer.Script = null;
        using var with = await view();

        without.Should().BeOk("alice");
        without.SetCookies().Should().BeEmpty();
        with.Should().BeOk("alice");
        with.SetCookies().Should().HaveCount(2);
    }

    private Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => SessionClient.StartAsync(
        cfg =>
        {
            cfg.Keys.Add(JwtKey.FromSigner(_signer));
            cfg.Keys.RefreshSecrets.Add(TestKeys.SecretText('r'));
            cfg.Revocation.UseStore(services =>
            {
                _store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()));
                _store.Before = call =>
                {
                    lock (_order)
                        _order.Add(call);
                    return Task.CompletedTask;
                };
                return _store;
            });
            configure?.Invoke(cfg);
        },
        static builder => builder.Configuration["Jwt:SecretKey"] = null);

    private static TestCaseData Failure(
        string name, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> script) =>
        new TestCaseData(script).SetArgDisplayNames(name);
}
