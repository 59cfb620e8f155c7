using CsCheck;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>
/// Schedules of tabs, requests under way, lost responses, marks that are late or lost, a thief, ends and failovers, with the real service
/// and a store in memory. The same properties were checked over every schedule of a model; here it is the code that runs.
/// </summary>
public sealed class RotationScheduleTests : IAsyncDisposable
{
    private const long Iterations = 3000;
    private const int Tabs = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(23);

    // Seconds. Between sending a request and its response pass at most five: that is half of the window.
    private static readonly int[] Pauses = [1, 4, 6, 11, 61, 3600, 20 * 3600];

    // One service for all schedules, which come one after the other: each has an identity of its own.
    private readonly TestService _service;
    private LaggingStore _lagging = null!;
    private HookedStore _store = null!;

    public RotationScheduleTests() => _service = new TestService(cfg => cfg.Revocation.UseStore(services =>
        _store = new HookedStore(_lagging = new LaggingStore(services.GetRequiredService<TimeProvider>()))));

    private enum Act
    {
        Send,
        Reach,
        Receive,
        Lose,
        Use,
        Wait,
        Steal,
        Exchange,
        End,
        FailOver,
    }

    private static Gen<(Act Act, int Value)[]> Schedules(params Act[] acts) =>
        Gen.Select(Gen.OneOf([.. acts.Select(Gen.Const)]), Gen.Int[0, 99]).Array[1, 60];

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _lagging.Dispose();
    }

    [Test]
    public void No_client_is_signed_out_whatever_responses_are_lost([Values] bool recorded) =>
        Check(Schedules(Act.Send, Act.Reach, Act.Receive, Act.Lose, Act.Use, Act.Wait), async schedule =>
        {
            var run = await StartAsync(recorded);
            foreach (var (act, value) in schedule)
            {
                if (!await run.StepAsync(act, value))
                    return false;
            }

            return true;
        });

    [Test]
    public void No_client_with_one_tab_is_signed_out_by_a_failover_that_loses_the_last_writes() =>
        Check(Schedules(Act.Send, Act.Reach, Act.Receive, Act.Lose, Act.Use, Act.Wait, Act.FailOver), async schedule =>
        {
            var run = await StartAsync(recorded: true, tabs: 1);
            foreach (var (act, value) in schedule)
            {
                if (!await run.StepAsync(act, value))
                    return false;
            }

            return true;
        });

    [Test]
    public void Nothing_survives_an_end_that_races_with_everything([Values] bool recorded) =>
        Check(
            Gen.Select(Schedules(Act.Send, Act.Reach, Act.Receive, Act.Use, Act.Wait, Act.Steal, Act.Exchange), Gen.Int[0, 59]),
            async test =>
            {
                var run = await StartAsync(recorded);
                for (var i = 0; i < test.Item1.Length; i++)
                {
                    if (i == test.Item2 % test.Item1.Length)
                        await run.StepAsync(Act.End, test.Item2);
                    await run.StepAsync(test.Item1[i].Act, test.Item1[i].Value);
                }

                await run.ReachAllAsync();
                return await run.IsOverAsync();
            });

    [Test]
    public void Owner_and_thief_do_not_both_go_on([Values] bool recorded) =>
        Check(Gen.Select(Schedules(Act.Send, Act.Reach, Act.Receive, Act.Use, Act.Wait), Gen.Int[0, 3]), async test =>
        {
            var run = await StartAsync(recorded);
            foreach (var (act, value) in test.Item1)
                await run.StepAsync(act, value);
            await run.BeginTheftAsync();
            for (var i = 0; i < test.Item2; i++)
                await run.ExchangeStolenAsync(TimeSpan.FromMinutes(1));

            // They take turns, further apart than the window: after at most two turns each, one of them is refused, and both are out.
            return await run.TakeTurnsAsync(2);
        });

    [Test]
    public void Owner_and_thief_do_not_both_go_on_when_writes_are_lost_in_between() =>
        Check(Gen.Select(Schedules(Act.Send, Act.Reach, Act.Receive, Act.Use, Act.Wait), Gen.Int[0, 3]), async test =>
        {
            var run = await StartAsync(recorded: true);
            foreach (var (act, value) in test.Item1)
                await run.StepAsync(act, value);
            await run.BeginTheftAsync();
            await run.ExchangeStolenAsync(TimeSpan.FromMinutes(1));
            await run.StepAsync(Act.FailOver, test.Item2);

            return await run.TakeTurnsAsync(6);
        });

    private static void Check<T>(Gen<T> schedules, Func<T, Task<bool>> holds) =>
        schedules.SampleAsync(holds, iter: Iterations, threads: 1).GetAwaiter().GetResult();

    private Task<Run> StartAsync(bool recorded, int tabs = Tabs)
    {
        _lagging.Restart();
        return Run.StartAsync(_service, _lagging, _store, recorded, tabs);
    }

    /// <summary>One session, its tabs that share what is stored, and a thief.</summary>
    private sealed class Run
    {
        private readonly TestService _service;
        private readonly LaggingStore _lagging;
        private readonly string _identity = Guid.NewGuid().ToString();
        private readonly Request?[] _underWay;
        private readonly AsyncLocal<Request?> _sending = new();
        private readonly HashSet<string> _handedOut = [];
        private TimeSpan _sinceReceived;
        private string _access = "";
        private string _refresh = "";
        private string? _stolen;
        private TaskCompletionSource? _mark;
        private bool _losesMarks;
        private bool _isEnded;
        private bool _handedOutAfterEnd;

        private Run(TestService service, LaggingStore lagging, HookedStore store, int tabs)
        {
            (_service, _lagging, _underWay) = (service, lagging, new Request?[tabs]);
            store.Before = BeforeAsync;
        }

        public static async Task<Run> StartAsync(TestService service, LaggingStore lagging, HookedStore store, bool recorded, int tabs)
        {
            var run = new Run(service, lagging, store, tabs);
            var login = recorded ? await service.Jwt.StartSessionAsync(run._identity) : service.Jwt.CreateTokenPair(run._identity);
            run.Store(run.Note(login));
            return run;
        }

        public async Task<bool> StepAsync(Act act, int value)
        {
            var tab = value % _underWay.Length;
            switch (act)
            {
                case Act.Send when _underWay[tab] is null:
                    Send(tab);
                    return true;
                case Act.Reach when _underWay[tab] is { } request:
                    return await ReachAsync(request);
                case Act.Receive or Act.Lose when _underWay[tab] is { IsAnswered: true } answered:
                    if (act == Act.Receive)
                        Receive(answered);
                    _underWay[tab] = null;
                    return true;
                case Act.Use:
                    return await UseAsync(value);
                case Act.Wait:
                    return await WaitAsync(TimeSpan.FromSeconds(Pauses[value % Pauses.Length]));
                case Act.Steal:
                    _stolen = _refresh;
                    return true;
                case Act.Exchange when _stolen is not null:
                    if ((await _service.Jwt.RefreshAsync(_stolen)).Pair is { } pair)
                        _stolen = Note(pair).RefreshToken;
                    return true;
                case Act.End:
                    await EndAsync(value);
                    return true;
                case Act.FailOver:
                    await _lagging.FailOverAsync(value % 4);
                    return true;
                default:
                    return true;
            }
        }

        public async Task ExchangeStolenAsync(TimeSpan pause)
        {
            await AdvanceAsync(pause);
            await StepAsync(Act.Exchange, 0);
        }

        /// <summary>The thief has what the owner has; marks arrive from now on.</summary>
        public async Task BeginTheftAsync()
        {
            await ReachAllAsync();
            Array.Clear(_underWay);
            await StepAsync(Act.Steal, 0);
        }

        /// <summary>Owner and thief exchange in turn.</summary>
        /// <returns>Whether both are out at the end.</returns>
        public async Task<bool> TakeTurnsAsync(int count)
        {
            for (var turn = 0; turn < count; turn++)
            {
                await RefreshAloneAsync(TimeSpan.FromMinutes(1));
                await ExchangeStolenAsync(TimeSpan.FromMinutes(1));
            }

            return await IsOverAsync();
        }

        /// <summary>Every request that is under way reaches the store.</summary>
        public async Task ReachAllAsync()
        {
            foreach (var request in _underWay)
            {
                if (request is not null)
                    await ReachAsync(request);
            }

            ReleaseMark();
        }

        /// <summary>
        /// Whether every token that was ever handed out is refused, and none was handed out after the end: other services would accept it.
        /// </summary>
        public async Task<bool> IsOverAsync()
        {
            if (_handedOutAfterEnd)
                return false;
            foreach (var encoded in _handedOut)
            {
                var isAccess = _service.Jwt.TryRead(encoded, out _, out var error);
                if (isAccess ? (await _service.Jwt.ReadAsync(encoded)).Error is null
                    : error!.Code == JwtErrorCode.TokenType && (await _service.Jwt.RefreshAsync(encoded)).Succeeded)
                    return false;
            }

            return true;
        }

        private async Task RefreshAloneAsync(TimeSpan pause)
        {
            await AdvanceAsync(pause);
            if ((await _service.Jwt.RefreshAsync(_refresh)).Pair is { } pair)
                Store(Note(pair));
            await _service.Jwt.ReadAsync(_access);
        }

        private async Task EndAsync(int how)
        {
            _service.Jwt.TryRead(_refresh, out var token, out _, TokenType.Refresh).Should().BeTrue();
            await ((how % 3) switch
            {
                0 => _service.Jwt.RevokeAllAsync(_identity).AsTask(),
                1 => _service.Jwt.RevokeEverythingAsync().AsTask(),
                _ => _service.Jwt.RevokeAsync(token!).AsTask(),
            });
            _isEnded = true;
        }

        // An access token expires; nothing else may refuse it. Its mark arrives at once, late, or never.
        private async Task<bool> UseAsync(int value)
        {
            ReleaseMark();
            (_losesMarks, _mark) = (value % 3 == 0, value % 3 == 1 ? new TaskCompletionSource() : null);
            var used = await _service.Jwt.ReadAsync(_access);
            _losesMarks = false;
            return used.Error is null or { Code: JwtErrorCode.TokenExpired };
        }

        private void ReleaseMark()
        {
            _mark?.TrySetResult();
            _mark = null;
        }

        private Task BeforeAsync(string call) => call switch
        {
            "exchange" when _sending.Value is { } request => request.Gate.Task,
            "mark" when _losesMarks => throw new IOException("The mark is lost."),
            "mark" => _mark?.Task ?? Task.CompletedTask,
            _ => Task.CompletedTask,
        };

        // The request is looked up, and waits in front of the exchange.
        private void Send(int tab)
        {
            var request = new Request(_refresh, _service.Time.GetUtcNow());
            _sending.Value = request;
            request.Response = _service.Jwt.RefreshAsync(_refresh).AsTask();
            _sending.Value = null;
            _underWay[tab] = request;
        }

        private async Task<bool> ReachAsync(Request request)
        {
            var isFirst = request.Gate.TrySetResult();
            var pair = (await request.Response).Pair;
            if (isFirst && pair is not null)
                Note(pair);
            return pair is not null;
        }

        // A response that hands out the token that came in changes nothing: a later one may have been stored already.
        private void Receive(Request request)
        {
            _sinceReceived = TimeSpan.Zero;
            if (request.Response.Result.Pair is not { } pair)
                return;
            if (pair.RefreshToken == request.Sent)
                _access = pair.AccessToken;
            else
                Store(pair);
        }

        private void Store(TokenPair pair) => (_access, _refresh) = (pair.AccessToken, pair.RefreshToken);

        private TokenPair Note(TokenPair pair)
        {
            _handedOutAfterEnd |= _isEnded;
            _handedOut.Add(pair.AccessToken);
            _handedOut.Add(pair.RefreshToken);
            return pair;
        }

        // A client whose response was lost tries again within the window for that.
        private async Task<bool> WaitAsync(TimeSpan pause) => _sinceReceived + pause > Patience || await AdvanceAsync(pause);

        // From sending to receiving pass less than five seconds: what takes longer is lost.
        private async Task<bool> AdvanceAsync(TimeSpan pause)
        {
            var (isAccepted, now) = (true, _service.Time.GetUtcNow() + pause);
            for (var tab = 0; tab < _underWay.Length; tab++)
            {
                if (_underWay[tab] is not { } request || now - request.SentAt < TimeSpan.FromSeconds(5))
                    continue;
                isAccepted &= await ReachAsync(request);
                _underWay[tab] = null;
            }

            _sinceReceived += pause;
            _service.Time.AdjustTime(now);
            return isAccepted;
        }

        private sealed class Request(string sent, DateTimeOffset sentAt)
        {
            public TaskCompletionSource Gate { get; } = new();

            public string Sent { get; } = sent;

            public DateTimeOffset SentAt { get; } = sentAt;

            public Task<JwtRefreshResult> Response { get; set; } = null!;

            public bool IsAnswered => Response.IsCompleted;
        }
    }
}
