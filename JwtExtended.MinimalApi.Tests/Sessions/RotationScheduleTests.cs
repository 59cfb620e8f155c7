using CsCheck;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>
/// Schedules of tabs, lost responses, a thief and ends, with the real service and the store in memory. The same properties were checked
/// over every schedule of a model; here it is the code that runs.
/// </summary>
public sealed class RotationScheduleTests : IAsyncDisposable
{
    private const long Iterations = 3000;
    private const int Tabs = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(23);

    // Seconds. Between sending a request and its response pass at most five: that is half of the window.
    private static readonly int[] Pauses = [1, 4, 6, 11, 61, 3600, 20 * 3600];

    // One service for all schedules, which come one after the other: each has an identity of its own.
    private readonly TestService _service = new();

    private enum Act
    {
        Send,
        Receive,
        Lose,
        Use,
        Wait,
        Steal,
        Exchange,
        End,
    }

    private static Gen<(Act Act, int Value)[]> Schedules(params Act[] acts) =>
        Gen.Select(Gen.OneOf([.. acts.Select(Gen.Const)]), Gen.Int[0, 99]).Array[1, 60];

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Test]
    public void No_client_is_signed_out_whatever_responses_are_lost([Values] bool recorded) =>
        Schedules(Act.Send, Act.Receive, Act.Lose, Act.Use, Act.Wait).SampleAsync(
            async schedule =>
            {
                var run = await Run.StartAsync(_service, recorded);
                foreach (var (act, value) in schedule)
                {
                    if (!await run.StepAsync(act, value))
                        return false;
                }

                return true;
            },
            iter: Iterations,
            threads: 1).GetAwaiter().GetResult();

    [Test]
    public void Nothing_survives_an_end([Values] bool recorded) =>
        Schedules(Act.Send, Act.Receive, Act.Use, Act.Wait, Act.Steal, Act.Exchange).SampleAsync(
            async schedule =>
            {
                var run = await Run.StartAsync(_service, recorded);
                foreach (var (act, value) in schedule)
                    await run.StepAsync(act, value);
                await run.EndAsync(schedule.Length);
                foreach (var (act, value) in schedule)
                    await run.StepAsync(act, value);
                return await run.IsOverAsync();
            },
            iter: Iterations,
            threads: 1).GetAwaiter().GetResult();

    [Test]
    public void Owner_and_thief_do_not_both_go_on([Values] bool recorded) =>
        Gen.Select(Schedules(Act.Send, Act.Receive, Act.Use, Act.Wait), Gen.Int[0, 3]).SampleAsync(
            async (schedule, steps) =>
            {
                var run = await Run.StartAsync(_service, recorded);
                foreach (var (act, value) in schedule)
                    await run.StepAsync(act, value);
                await run.StepAsync(Act.Steal, 0);
                for (var i = 0; i < steps; i++)
                    await run.ExchangeStolenAsync(TimeSpan.FromMinutes(1));

                // They take turns, further apart than the window: after at most two turns each, one of them is refused, and both are out.
                for (var turn = 0; turn < 2; turn++)
                {
                    await run.RefreshAloneAsync(TimeSpan.FromMinutes(1));
                    await run.ExchangeStolenAsync(TimeSpan.FromMinutes(1));
                }

                return await run.IsOverAsync();
            },
            iter: Iterations,
            threads: 1).GetAwaiter().GetResult();

    /// <summary>One session, its tabs that share what is stored, and a thief.</summary>
    private sealed class Run(TestService service, string identity)
    {
        private readonly Response?[] _underWay = new Response?[Tabs];
        private readonly HashSet<string> _handedOut = [];
        private TimeSpan _sinceReceived;
        private string _access = "";
        private string _refresh = "";
        private string? _stolen;

        public static async Task<Run> StartAsync(TestService service, bool recorded)
        {
            var identity = Guid.NewGuid().ToString();
            var run = new Run(service, identity);
            run.Store(recorded ? await service.Jwt.StartSessionAsync(identity) : service.Jwt.CreateTokenPair(identity));
            return run;
        }

        public async Task<bool> StepAsync(Act act, int value)
        {
            var tab = value % Tabs;
            switch (act)
            {
                case Act.Send when _underWay[tab] is null:
                    return await SendAsync(tab);
                case Act.Receive or Act.Lose when _underWay[tab] is { } response:
                    if (act == Act.Receive)
                        Receive(response);
                    _underWay[tab] = null;
                    return true;
                case Act.Use:
                    // An access token expires; nothing else may refuse it.
                    var used = await service.Jwt.ReadAsync(_access);
                    return used.Error is null or { Code: JwtErrorCode.TokenExpired };
                case Act.Wait:
                    Wait(TimeSpan.FromSeconds(Pauses[value % Pauses.Length]));
                    return true;
                case Act.Steal:
                    _stolen = _refresh;
                    return true;
                case Act.Exchange when _stolen is not null:
                    if ((await service.Jwt.RefreshAsync(_stolen)).Pair is { } pair)
                        _stolen = Note(pair).RefreshToken;
                    return true;
                default:
                    return true;
            }
        }

        public async Task ExchangeStolenAsync(TimeSpan pause)
        {
            Advance(pause);
            await StepAsync(Act.Exchange, 0);
        }

        public async Task RefreshAloneAsync(TimeSpan pause)
        {
            Advance(pause);
            if ((await service.Jwt.RefreshAsync(_refresh)).Pair is { } pair)
                Store(pair);
            await service.Jwt.ReadAsync(_access);
        }

        public async Task EndAsync(int how)
        {
            service.Jwt.TryRead(_refresh, out var token, out _, TokenType.Refresh).Should().BeTrue();
            await ((how % 3) switch
            {
                0 => service.Jwt.RevokeAllAsync(identity).AsTask(),
                1 => service.Jwt.RevokeEverythingAsync().AsTask(),
                _ => service.Jwt.RevokeAsync(token!).AsTask(),
            });
        }

        /// <summary>Whether every token that was ever handed out is refused.</summary>
        public async Task<bool> IsOverAsync()
        {
            foreach (var encoded in _handedOut)
            {
                var isAccess = service.Jwt.TryRead(encoded, out _, out var error);
                if (isAccess ? (await service.Jwt.ReadAsync(encoded)).Error is null
                    : error!.Code == JwtErrorCode.TokenType && (await service.Jwt.RefreshAsync(encoded)).Succeeded)
                    return false;
            }

            return true;
        }

        private async Task<bool> SendAsync(int tab)
        {
            var sent = _refresh;
            var result = await service.Jwt.RefreshAsync(sent);
            if (result.Pair is not { } pair)
                return false;
            _underWay[tab] = new Response(Note(pair), sent, service.Time.GetUtcNow());
            return true;
        }

        // A response that hands out the token that came in changes nothing: a later one may have been stored already.
        private void Receive(Response response)
        {
            _sinceReceived = TimeSpan.Zero;
            if (response.Pair.RefreshToken == response.Sent)
                _access = response.Pair.AccessToken;
            else
                Store(response.Pair);
        }

        private void Store(TokenPair pair) => (_access, _refresh) = (Note(pair).AccessToken, pair.RefreshToken);

        private TokenPair Note(TokenPair pair)
        {
            _handedOut.Add(pair.AccessToken);
            _handedOut.Add(pair.RefreshToken);
            return pair;
        }

        // A client whose response was lost tries again within the window for that.
        private void Wait(TimeSpan pause)
        {
            if (_sinceReceived + pause <= Patience)
                Advance(pause);
        }

        private void Advance(TimeSpan pause)
        {
            _sinceReceived += pause;
            var now = service.Time.GetUtcNow() + pause;
            service.Time.AdjustTime(now);
            for (var tab = 0; tab < Tabs; tab++)
            {
                if (_underWay[tab] is { } response && now - response.At >= TimeSpan.FromSeconds(5))
                    _underWay[tab] = null;
            }
        }

        private sealed record Response(TokenPair Pair, string Sent, DateTimeOffset At);
    }
}
