using System.Reflection;
using System.Runtime.CompilerServices;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

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
    [TestCase("/lifetime", false)]
    [TestCase("/lifetime", true)]
    [TestCase("/policy", false)]
    [TestCase("/raw", false)]
    [TestCase("/raw/linked", false)]
    [TestCase("/action", false)]
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

    [TestCase("/raw", "h2c")]
    [TestCase("/raw", null)]
    [TestCase("/events", "h2c")]
    [TestCase("/events", null)]
    [TestCase("/events", "websocket")]
    public async Task A_stream_whose_client_only_offers_an_upgrade_ends_normally(string path, string? protocol)
    {
        using var response = await OpenAsync(path, request => OfferUpgrade(request, protocol));
        var reading = response.Content.ReadAsStringAsync();

        await EndAsync(reading, revoked: false);

        (await reading.WaitAsync(Patience)).Should().Contain("one").And.NotContain("two");
        await ShouldHaveFailedNothingAsync();
    }

    [TestCase("text/event-stream", "text/html")]
    [TestCase("text/html", "text/event-stream")]
    [TestCase("text/html, text/event-stream", "*/*")]
    public async Task A_stream_is_known_by_any_line_that_accepts_it(string first, string second)
    {
        await StartAsync("/raw");
        var token = App.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(10) });
        var reading = App.SendRawAsync("GET", "/raw", "Accept: " + first, "Accept: " + second, "Authorization: Bearer " + token);
        await _began.Task.WaitAsync(Patience);

        await EndAsync(reading, revoked: false);

        using var response = await reading.WaitAsync(Patience);
        (await response.Content.ReadAsStringAsync()).Should().Be("one");
    }

    [TestCase("/unannounced/result", false)]
    [TestCase("/unannounced/result", true)]
    [TestCase("/unannounced/raw", false)]
    [TestCase("/unannounced/raw", true)]
    public async Task A_stream_of_events_that_nothing_announces_ends_soon_after_its_token(string path, bool revoked)
    {
        using var response = await OpenAsync(path);
        var reading = response.Content.ReadAsStringAsync();
        App.Time.Advance(TimeSpan.FromMinutes(5));
        reading.IsCompleted.Should().BeFalse("the token is valid");

        await EndAsync(reading, revoked);

        await FluentActions.Awaiting(() => reading.WaitAsync(Patience)).Should().ThrowAsync<HttpRequestException>();
        await _canceled.Task.WaitAsync(Patience);
        await ShouldHaveFailedNothingAsync();
    }

    [TestCase("/written")]
    [TestCase("/response")]
    [TestCase("/sequence")]
    [TestCase("/raw/download")]
    [TestCase("/events/download")]
    public async Task A_download_completes_although_its_token_is_over(string path)
    {
        using var response = await OpenAsync(path);
        var reading = response.Content.ReadAsStringAsync();

        await App.Jwt.RevokeAllAsync("alice");
        await WaitPastEndAsync();
        _canceled.Task.IsCompleted.Should().BeFalse();
        _release.SetResult();

        (await reading.WaitAsync(Patience)).Should().Contain("one").And.Contain("two");
        await ShouldHaveFailedNothingAsync();
    }

    [TestCase("/lifetime/download")]
    [TestCase("/policy/download")]
    [TestCase("/open/download")]
    public async Task A_download_that_the_lifetime_ends_does_not_look_complete(string path)
    {
        using var response = await OpenAsync(path);
        var reading = response.Content.ReadAsStringAsync();

        await EndAsync(reading, revoked: false);

        await FluentActions.Awaiting(() => reading.WaitAsync(Patience)).Should().ThrowAsync<HttpRequestException>();
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task What_is_canceled_as_a_stream_and_starts_as_a_download_does_not_look_complete()
    {
        var opening = OpenAsync("/late");
        await _began.Task.WaitAsync(Patience);

        await EndAsync(opening, revoked: false);

        await FluentActions.Awaiting(async () =>
        {
            using var response = await opening.WaitAsync(Patience);
            await response.Content.ReadAsStringAsync();
        }).Should().ThrowAsync<HttpRequestException>();
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

    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(false, false)]
    public async Task A_response_that_has_not_started_is_not_interrupted(bool accepts, bool offers)
    {
        var opening = OpenAsync("/slow", request =>
        {
            if (accepts)
                request.Headers.Accept.ParseAdd("text/event-stream");
            if (offers)
                OfferUpgrade(request, "h2c");
        });
        await _began.Task.WaitAsync(Patience);

        await WaitPastEndAsync();
        _canceled.Task.IsCompleted.Should().BeFalse();
        _release.SetResult();

        using var response = await opening.WaitAsync(Patience);
        (await response.Content.ReadAsStringAsync()).Should().Be("onetwo");
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task A_stream_of_events_that_starts_after_the_end_ends_soon()
    {
        var opening = OpenAsync("/raw/slow");
        await _began.Task.WaitAsync(Patience);

        await WaitPastEndAsync();
        _canceled.Task.IsCompleted.Should().BeFalse();
        _release.SetResult();
        using var response = await opening.WaitAsync(Patience);
        var reading = response.Content.ReadAsStringAsync();
        await App.AdvanceUntilAsync(reading, TimeSpan.FromSeconds(2));

        (await reading.WaitAsync(Patience)).Should().Be("one");
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task A_handler_that_goes_on_all_the_same_is_aborted_soon_after()
    {
        using var response = await OpenAsync("/raw/stubborn");
        var reading = response.Content.ReadAsStringAsync();

        await EndAsync(_canceled.Task, revoked: false);
        await App.AdvanceUntilAsync(reading, TimeSpan.FromSeconds(2));

        await FluentActions.Awaiting(() => reading.WaitAsync(Patience)).Should().ThrowAsync<HttpRequestException>();
    }

    [TestCase("/raw/failing?with=failure")]
    [TestCase("/raw/failing?with=cancellation")]
    [TestCase("/raw/failing?with=timeout")]
    [TestCase("/lifetime/failing?with=failure")]
    [TestCase("/lifetime/failing?with=cancellation")]
    [TestCase("/lifetime/failing?with=timeout")]
    [TestCase("/raw/impatient")]
    public async Task A_failure_of_the_handler_itself_is_reported(string path)
    {
        using var response = await OpenAsync(path);
        if (path != "/raw/impatient")
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

    private static void OfferUpgrade(HttpRequestMessage request, string? protocol)
    {
        request.Headers.Connection.Add("upgrade");
        if (protocol is not null)
            request.Headers.Upgrade.ParseAdd(protocol);
    }

    private static Exception FailureOf(string? kind) => kind switch
    {
        "cancellation" => new OperationCanceledException("The database timed out."),
        "timeout" => new TaskCanceledException("HttpClient timed out.", new TimeoutException(), new CancellationToken(canceled: true)),
        _ => new InvalidOperationException("mine"),
    };

    private async IAsyncEnumerable<string> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _ = cancellationToken.Register(() => _canceled.TrySetResult());
        yield return "one";
        // The formatter of JSON flushes after this many bytes.
        yield return new string(' ', 1 << 16);
        // Before the test goes on: what is released at once would not notice the end.
        var released = _release.Task.WaitAsync(cancellationToken);
        _began.TrySetResult();
        await released;
        yield return "two";
    }

    private async IAsyncEnumerable<string> NothingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _began.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield return "two";
    }

    private async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken, string type = "text/csv")
    {
        _ = cancellationToken.Register(() => _canceled.TrySetResult());
        response.ContentType = type;
        await response.WriteAsync("one", CancellationToken.None);
        await response.Body.FlushAsync(CancellationToken.None);
        // Before the test goes on: what is released at once would not notice the end.
        var released = _release.Task.WaitAsync(cancellationToken);
        _began.TrySetResult();
        await released;
        await response.WriteAsync("two", CancellationToken.None);
    }

    private Task WriteEventsAsync(HttpResponse response, CancellationToken cancellationToken) =>
        WriteAsync(response, cancellationToken, "text/event-stream; charset=utf-8");

    private async Task WriteLinkedAsync(HttpContext context)
    {
        using var limit = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit.Token);
        await WriteEventsAsync(context.Response, linked.Token);
    }

    private async Task FailAsync(HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            await WriteEventsAsync(context.Response, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw FailureOf(context.Request.Query["with"]);
        }
    }

    private async Task WaitPastEndAsync()
    {
        for (var i = 0; i < 30; i++)
        {
            App.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(_canceled.Task, Task.Delay(TimeSpan.FromMilliseconds(5)));
        }
    }

    private async Task StartAsync(string path) => _app = await TestApp.StartAsync(
        MapRoutes,
        build: builder =>
        {
            builder.Services.AddJwtExtended();
            if (path != "/action")
                return;
            builder.Environment.ApplicationName = typeof(StreamController).Assembly.GetName().Name!;
            builder.Services.AddSingleton(this).AddControllers()
                .ConfigureApplicationPartManager(static parts => parts.FeatureProviders.Add(new StreamControllerOnly()));
        });

    private async Task<HttpResponseMessage> OpenAsync(string path, Action<HttpRequestMessage>? change = null)
    {
        await StartAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var token = App.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(10) });
        request.Headers.Authorization = new("Bearer", token);
        if (path == "/result" || path.StartsWith("/raw", StringComparison.Ordinal))
            request.Headers.Accept.ParseAdd("text/event-stream");
        change?.Invoke(request);
        var response = await App.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await _began.Task.WaitAsync(Patience);
        return response;
    }

    private void MapRoutes(WebApplication routes)
    {
        routes.MapGet("/events", (CancellationToken stop) => TypedResults.ServerSentEvents(ItemsAsync(stop))).RequireJwt();
        routes.MapGet("/quiet", (CancellationToken stop) => TypedResults.ServerSentEvents(NothingAsync(stop))).RequireJwt();
        routes.MapGet("/result", (CancellationToken stop) => Results.ServerSentEvents(ItemsAsync(stop))).RequireJwt();
        routes.MapGet("/lifetime", (HttpContext context) => WriteEventsAsync(context.Response, context.GetJwtLifetime())).RequireJwt();
        routes.MapGet("/lifetime/failing", (HttpContext context) => FailAsync(context, context.GetJwtLifetime())).RequireJwt();
        routes.MapGet("/lifetime/quiet", async (HttpContext context) =>
        {
            _began.SetResult();
            await Task.Delay(Timeout.Infinite, context.GetJwtLifetime());
        }).RequireJwt();
        routes.MapGet("/policy", (HttpContext context) => WriteEventsAsync(context.Response, context.GetJwtLifetime()))
            .RequireAuthorization();
        if (routes.Services.GetService<StreamEndTests>() is not null)
            routes.MapControllers().RequireJwt();
        MapRawStreams(routes);
        MapDownloads(routes);
    }

    private void MapRawStreams(WebApplication routes)
    {
        routes.MapGet("/raw", context => WriteEventsAsync(context.Response, context.RequestAborted)).RequireJwt();
        routes.MapGet("/unannounced/result", (CancellationToken stop) => Results.ServerSentEvents(ItemsAsync(stop))).RequireJwt();
        routes.MapGet("/unannounced/raw", context => WriteEventsAsync(context.Response, context.RequestAborted)).RequireJwt();
        routes.MapGet("/raw/linked", WriteLinkedAsync).RequireJwt();
        routes.MapGet("/raw/download", context => WriteAsync(context.Response, context.RequestAborted)).RequireJwt();
        routes.MapGet("/raw/failing", context => FailAsync(context, context.RequestAborted)).RequireJwt();
        routes.MapGet("/raw/slow", async context =>
        {
            _began.SetResult();
            await _release.Task;
            var stop = context.RequestAborted;
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("one", stop);
            await context.Response.Body.FlushAsync(stop);
            await Task.Delay(Timeout.Infinite, stop);
        }).RequireJwt();
        routes.MapGet("/raw/stubborn", async context =>
        {
            try
            {
                await WriteEventsAsync(context.Response, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                await _release.Task;
            }
        }).RequireJwt();
        routes.MapGet("/raw/impatient", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("one");
            await context.Response.Body.FlushAsync();
            _began.SetResult();
            await _release.Task;
            throw new OperationCanceledException("A time limit of the application.");
        }).RequireJwt();
    }

    private void MapDownloads(WebApplication routes)
    {
        routes.MapGet("/sequence", (CancellationToken stop) => ItemsAsync(stop)).RequireJwt();
        routes.MapGet("/written", (HttpContext context, CancellationToken stop) => WriteAsync(context.Response, stop)).RequireJwt();
        routes.MapGet("/response", (HttpResponse response, CancellationToken stop) => WriteAsync(response, stop)).RequireJwt();
        routes.MapGet("/events/download", (HttpResponse response, CancellationToken stop) => WriteAsync(response, stop))
            .Produces<string>(200, "text/event-stream").RequireJwt();
        routes.MapGet("/lifetime/download", (HttpContext context) => WriteAsync(context.Response, context.GetJwtLifetime())).RequireJwt();
        routes.MapGet("/policy/download", (HttpContext context) => WriteAsync(context.Response, context.GetJwtLifetime()))
            .RequireAuthorization();
        routes.MapGet("/open/download", (HttpContext context) => WriteAsync(context.Response, context.GetJwtLifetime())).OptionalJwt();
        routes.MapGet("/slow", async (HttpContext context, CancellationToken stop) =>
        {
            _began.SetResult();
            await _release.Task;
            stop.ThrowIfCancellationRequested();
            await WriteAsync(context.Response, stop);
        }).RequireJwt();
        routes.MapGet("/late", async (HttpContext context, CancellationToken stop) =>
        {
            _began.SetResult();
            await Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
            await context.Response.WriteAsync("one", CancellationToken.None);
            await context.Response.Body.FlushAsync(CancellationToken.None);
            stop.ThrowIfCancellationRequested();
        }).Produces<string>(200, "text/event-stream").RequireJwt();
    }

    // The clock stands still as soon as the end has shown: the connection is aborted only where a test moves it on.
    private async Task EndAsync(Task shows, bool revoked)
    {
        if (revoked)
            await App.Jwt.RevokeAllAsync("alice");
        await App.AdvanceUntilAsync(shows, revoked ? TestApp.RecheckInterval : TimeSpan.FromMinutes(10));
    }

    private async Task ShouldHaveFailedNothingAsync()
    {
        await App.App.StopAsync();
        App.Failures().Should().BeEmpty();
    }

    /// <summary>A controller with a stream of events.</summary>
    [ApiController]
    public sealed class StreamController(StreamEndTests tests) : ControllerBase
    {
        [HttpGet("/action")]
        public ServerSentEventsResult<string> Stream(CancellationToken stop) => TypedResults.ServerSentEvents(tests.ItemsAsync(stop));
    }

    private sealed class StreamControllerOnly : ControllerFeatureProvider
    {
        protected override bool IsController(TypeInfo typeInfo) => typeInfo.AsType() == typeof(StreamController);
    }
}
