using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>Soon after the start a slow store is waited for, and one that is down is tried again.</summary>
public sealed class StoreStartTests
{
    private const int FirstCalls = 20;

    private readonly ScriptedStore _store = new();
    private int _calls;

    [Test]
    public async Task First_calls_that_are_slow_soon_after_the_start_are_waited_for_and_later_ones_are_not()
    {
        await using var app = await StartAsync();

        for (var call = 1; call <= FirstCalls; call++)
            await ShouldBeWaitedForAsync(app, call);
        _store.Fail = () => new TaskCompletionSource().Task;
        var later = app.Jwt.RevokeAllAsync("alice").AsTask();
        await AdvanceAsync(app, TimeSpan.FromSeconds(1));

        await later.Invoking(task => task).Should().ThrowAsync<RevocationStoreException>();
    }

    [Test]
    public async Task A_first_call_that_never_ends_is_waited_for_no_longer_than_ten_seconds()
    {
        await using var app = await StartAsync();
        _store.Fail = () => new TaskCompletionSource().Task;

        var first = app.Jwt.RevokeAllAsync("alice").AsTask();
        await AdvanceAsync(app, TimeSpan.FromSeconds(10));

        await first.Invoking(task => task).Should().ThrowAsync<RevocationStoreException>();
    }

    [Test]
    public async Task A_first_call_long_after_the_start_has_the_usual_limit()
    {
        await using var app = await StartAsync();
        app.Time.Advance(TimeSpan.FromSeconds(60));
        _store.Fail = () => new TaskCompletionSource().Task;

        var first = app.Jwt.RevokeAllAsync("alice").AsTask();
        await AdvanceAsync(app, TimeSpan.FromSeconds(1));

        await first.Invoking(task => task).Should().ThrowAsync<RevocationStoreException>();
    }

    [Test]
    public async Task A_store_that_is_down_at_the_start_is_tried_again_until_it_is_back()
    {
        _store.Fail = () => ++_calls > 2 ? Task.CompletedTask : throw new IOException("gone");
        await using var app = await StartAsync();
        _calls.Should().Be(1);

        await AdvanceUntilAsync(app, calls: 4, logged: 3);
        await AdvanceAsync(app, TimeSpan.FromSeconds(1));

        _calls.Should().Be(4, "the third try reads the data and the clock, and is the last one");
        Logged(app).Should().Equal((LogLevel.Error, 12), (LogLevel.Debug, 18), (LogLevel.Information, 19));
    }

    [Test]
    public async Task A_store_that_is_back_and_not_safe_is_an_error_in_the_log_once()
    {
        _store.Fail = () => throw (++_calls == 1
            ? new IOException("gone")
            : new OptionsValidationException("Store", typeof(object), ["The store forgets. Configure it."]));
        await using var app = await StartAsync();

        await AdvanceUntilAsync(app, calls: 2, logged: 2);
        await AdvanceAsync(app, TimeSpan.FromSeconds(1));

        _calls.Should().Be(2);
        Logged(app).Should().Equal((LogLevel.Error, 12), (LogLevel.Error, 17));
        app.Logs.GetSnapshot().Should().ContainSingle(record => record.Id.Id == 17)
            .Which.Message.Should().Contain("The store forgets. Configure it.");
    }

    [Test]
    public async Task A_store_that_is_down_is_not_tried_again_once_the_app_has_stopped()
    {
        _store.Fail = () =>
        {
            _calls++;
            throw new IOException("gone");
        };
        var app = await StartAsync();
        await AdvanceUntilAsync(app, calls: 2, logged: 2);

        await app.DisposeAsync();
        await AdvanceAsync(app, TimeSpan.FromSeconds(1));

        _calls.Should().Be(2);
        Logged(app).Should().Equal((LogLevel.Error, 12), (LogLevel.Debug, 18));
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(_ => { }, cfg => cfg.Revocation.UseStore(_ => _store));

    private async Task ShouldBeWaitedForAsync(TestApp app, int call)
    {
        var answer = new TaskCompletionSource();
        _store.Fail = () => answer.Task;
        var revocation = app.Jwt.RevokeAllAsync("alice").AsTask();
        // All of them have to be within the first minute.
        await AdvanceAsync(app, TimeSpan.FromSeconds(2));
        revocation.IsCompleted.Should().BeFalse("call {0} is one of the first", call);
        answer.SetResult();
        await revocation;
    }

    // Timers that the passing of time starts belong to it.
    // A try begins its next pause some time after it has failed: until then, time that passes is lost to it.
    private async Task AdvanceUntilAsync(TestApp app, int calls, int logged)
    {
        bool IsDone() => Volatile.Read(ref _calls) >= calls && Logged(app).Count() >= logged;
        for (var i = 0; i < 55 && !IsDone(); i++)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            for (var wait = 0; wait < 10 && !IsDone(); wait++)
                await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        _calls.Should().Be(calls);
    }

    private static async Task AdvanceAsync(TestApp app, TimeSpan time)
    {
        app.Time.Advance(time);
        for (var i = 0; i < 100; i++)
            await Task.Yield();
    }

    private static IEnumerable<(LogLevel Level, int Id)> Logged(TestApp app) => app.Logs.GetSnapshot()
        .Where(record => record.Category == "JwtExtended.MinimalApi" && record.Id.Id is 12 or 17 or 18 or 19)
        .Select(record => (record.Level, record.Id.Id));
}
