using System.Runtime.CompilerServices;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>Streams whose handlers know nothing of tokens end with them, as any stream ends.</summary>
public sealed class StreamEndTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestApp? _app;

    private TestApp App => _app!;

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [TestCase("/events", false)]
    [TestCase("/events", true)]
    [TestCase("/result", false)]
    [TestCase("/written", false)]
    [TestCase("/written", true)]
    [TestCase("/response", false)]
    [TestCase("/lifetime", false)]
    [TestCase("/lifetime", true)]
    [TestCase("/policy", false)]
    [TestCase("/raw", false)]
    public async Task A_stream_ends_normally_with_its_token_and_nothing_fails(string path, bool revoked)
    {
        using var response = await OpenAsync(path);
        var reading = response.Content.ReadAsStringAsync();
        App.Time.Advance(TimeSpan.FromMinutes(5));
        _canceled.Task.IsCompleted.Should().BeFalse("the token is valid");

        await EndAsync(reading, revoked);

        (await reading.WaitAsync(Patience)).Should().Contain("one").And.NotContain("two");
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task A_sequence_ends_in_the_middle_of_its_array()
    {
        using var response = await OpenAsync("/sequence");
        var reading = response.Content.ReadAsStringAsync();

        await EndAsync(reading, revoked: false);

        (await reading.WaitAsync(Patience)).Should().StartWith("[\"one").And.NotEndWith("]");
        await ShouldHaveFailedNothingAsync();
    }

    [TestCase(false, JwtErrorCode.TokenExpired)]
    [TestCase(true, JwtErrorCode.TokenRevoked)]
    public async Task A_stream_of_events_without_any_event_is_refused(bool revoked, JwtErrorCode code)
    {
        var opening = OpenAsync("/quiet");
        await _began.Task.WaitAsync(Patience);
        App.Time.Advance(TimeSpan.FromMinutes(5));

        await EndAsync(opening, revoked);

        using var response = await opening.WaitAsync(Patience);
        await response.Content.LoadIntoBufferAsync();
        response.Should().BeRefused(code);
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task A_response_that_was_canceled_by_the_lifetime_before_it_started_is_refused()
    {
        var opening = OpenAsync("/lifetime/quiet");
        await _began.Task.WaitAsync(Patience);

        await EndAsync(opening, revoked: false);

        using var response = await opening.WaitAsync(Patience);
        await response.Content.LoadIntoBufferAsync();
        response.Should().BeRefused(JwtErrorCode.TokenExpired);
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task A_response_that_has_not_started_is_not_interrupted_and_ends_soon_after_its_start()
    {
        var opening = OpenAsync("/slow");
        await _began.Task.WaitAsync(Patience);

        App.Time.Advance(TimeSpan.FromMinutes(10));
        App.Time.Advance(TimeSpan.FromMinutes(1));
        _canceled.Task.IsCompleted.Should().BeFalse();
        _release.SetResult();
        using var response = await opening.WaitAsync(Patience);
        var reading = response.Content.ReadAsStringAsync();
        await App.AdvanceUntilAsync(reading, TimeSpan.FromSeconds(2));

        (await reading.WaitAsync(Patience)).Should().Contain("one").And.NotContain("two");
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task A_handler_that_goes_on_all_the_same_is_aborted_soon_after()
    {
        using var response = await OpenAsync("/stubborn");
        var reading = response.Content.ReadAsStringAsync();

        await EndAsync(_canceled.Task, revoked: false);
        await App.AdvanceUntilAsync(reading, TimeSpan.FromSeconds(2));

        await FluentActions.Awaiting(() => reading.WaitAsync(Patience)).Should().ThrowAsync<HttpRequestException>();
    }

    [TestCase("/failing")]
    [TestCase("/impatient")]
    public async Task A_failure_of_the_handler_itself_is_reported(string path)
    {
        using var response = await OpenAsync(path);
        if (path == "/failing")
            await EndAsync(_canceled.Task, revoked: false);
        _release.SetResult();

        await FluentActions.Awaiting(() => response.Content.ReadAsStringAsync()).Should().ThrowAsync<HttpRequestException>();
        await App.WaitForLogAsync("unhandled exception", Patience);
    }

    [Test]
    public async Task A_client_that_leaves_ends_its_stream()
    {
        var response = await OpenAsync("/written");

        response.Dispose();

        await _canceled.Task.WaitAsync(Patience);
    }

    private async IAsyncEnumerable<string> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => _canceled.TrySetResult());
        yield return "one";
        _began.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield return "two";
    }

    private async IAsyncEnumerable<string> NothingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _began.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield return "two";
    }

    private async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => _canceled.TrySetResult());
        await response.WriteAsync("one", CancellationToken.None);
        await response.Body.FlushAsync(CancellationToken.None);
        _began.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        await response.WriteAsync("two", CancellationToken.None);
    }

    private async Task<HttpResponseMessage> OpenAsync(string path)
    {
        _app = await TestApp.StartAsync(MapRoutes, build: static builder => builder.Services.AddJwtExtended());
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var token = App.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(10) });
        request.Headers.Authorization = new("Bearer", token);
        if (path is "/raw" or "/result")
            request.Headers.Accept.ParseAdd("text/event-stream");
        var response = await App.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await _began.Task.WaitAsync(Patience);
        return response;
    }

    private void MapRoutes(WebApplication routes)
    {
        routes.MapGet("/events", (CancellationToken stop) => TypedResults.ServerSentEvents(ItemsAsync(stop))).RequireJwt();
        routes.MapGet("/quiet", (CancellationToken stop) => TypedResults.ServerSentEvents(NothingAsync(stop))).RequireJwt();
        routes.MapGet("/result", (CancellationToken stop) => Results.ServerSentEvents(ItemsAsync(stop))).RequireJwt();
        routes.MapGet("/sequence", (CancellationToken stop) => ItemsAsync(stop)).RequireJwt();
        routes.MapGet("/written", (HttpContext context, CancellationToken stop) => WriteAsync(context.Response, stop)).RequireJwt();
        routes.MapGet("/response", (HttpResponse response, CancellationToken stop) => WriteAsync(response, stop)).RequireJwt();
        routes.MapGet("/lifetime", (HttpContext context) => WriteAsync(context.Response, context.GetJwtLifetime())).RequireJwt();
        routes.MapGet("/policy", (HttpContext context) => WriteAsync(context.Response, context.GetJwtLifetime())).RequireAuthorization();
        routes.MapGet("/raw", context => WriteAsync(context.Response, context.RequestAborted)).RequireJwt();
        routes.MapGet("/lifetime/quiet", async (HttpContext context) =>
        {
            _began.SetResult();
            await Task.Delay(Timeout.Infinite, context.GetJwtLifetime());
        }).RequireJwt();
        routes.MapGet("/slow", async (HttpContext context, CancellationToken stop) =>
        {
            _began.SetResult();
            await _release.Task;
            stop.ThrowIfCancellationRequested();
            await WriteAsync(context.Response, stop);
        }).RequireJwt();
        routes.MapGet("/stubborn", async (HttpContext context, CancellationToken stop) =>
        {
            try
            {
                await WriteAsync(context.Response, stop);
            }
            catch (OperationCanceledException)
            {
                await _release.Task;
            }
        }).RequireJwt();
        routes.MapGet("/failing", async (HttpContext context, CancellationToken stop) =>
        {
            try
            {
                await WriteAsync(context.Response, stop);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException("mine");
            }
        }).RequireJwt();
        routes.MapGet("/impatient", async (HttpContext context, CancellationToken stop) =>
        {
            await context.Response.WriteAsync("one", stop);
            await context.Response.Body.FlushAsync(stop);
            _began.SetResult();
            await _release.Task;
            throw new OperationCanceledException("A time limit of the application.");
        }).RequireJwt();
    }

    // The clock stands still as soon as the end has shown: the connection is aborted only where a test moves it on.
    private async Task EndAsync(Task shows, bool revoked)
    {
        if (revoked)
            await App.Jwt.RevokeAllAsync("alice");
        await App.AdvanceUntilAsync(shows, revoked ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(10));
    }

    private async Task ShouldHaveFailedNothingAsync()
    {
        await App.App.StopAsync();
        App.Failures().Should().BeEmpty();
    }
}
