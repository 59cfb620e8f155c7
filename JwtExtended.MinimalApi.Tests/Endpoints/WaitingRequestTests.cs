using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>A request that waits for something occupies no thread, and what it waits for decides all the same.</summary>
public sealed class WaitingRequestTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ScriptedStore _store = new();

    public void Dispose() => _gate.TrySetResult();

    [Test]
    public async Task For_a_store_that_looks_up_its_token()
    {
        await using var app = await StartAsync();
        _store.Fail = () => _gate.Task;
        var request = new DirectRequest(app, "/me", app.Jwt.CreateAccessToken("alice"));

        var running = await CallAsync(request.InvokeAsync);
        _store.Revoked = true;
        _gate.SetResult();
        await running;

        request.Context.Response.StatusCode.Should().Be(401);
    }

    [Test]
    public async Task For_a_store_that_looks_up_its_token_in_front_of_the_endpoint()
    {
        await using var app = await StartAsync();
        _store.Fail = () => _gate.Task;
        var request = new DirectRequest(app, "/me", app.Jwt.CreateAccessToken("alice"));
        var guard = (EndpointGuard)request.Endpoint.RequestDelegate!.Target!;

        var authenticating = await CallAsync(() => guard.AuthenticateAsync(request.Context, request.Endpoint).AsTask());
        _gate.SetResult();
        await authenticating;

        request.Context.User.Identity!.Name.Should().Be("alice");
    }

    [Test]
    public async Task For_a_predicate([Values] bool holds)
    {
        await using var app = await StartAsync(jwt => jwt.Where(async (_, _) =>
        {
            await _gate.Task;
            return holds;
        }));
        var request = new DirectRequest(app, "/me", app.Jwt.CreateAccessToken("alice"));

        var running = await CallAsync(request.InvokeAsync);
        _gate.SetResult();
        await running;

        request.Context.Response.StatusCode.Should().Be(holds ? 200 : 403);
    }

    [Test]
    public async Task For_its_body_until_its_client_has_gone()
    {
        await using var app = await StartAsync(jwt => jwt.From(TokenLocation.JsonBody));
        using var gone = new CancellationTokenSource();
        var request = new DirectRequest(app, "/me") { Cancellation = gone.Token };
        request.Context.Request.ContentType = "application/json";
        request.Context.Request.ContentLength = 100;
        request.Context.Request.Body = new HeldStream(_gate.Task);

        var running = await CallAsync(request.InvokeAsync);
        await gone.CancelAsync();

        await FluentActions.Awaiting(() => running.WaitAsync(Patience)).Should().ThrowAsync<OperationCanceledException>();
    }

    // On another thread: a call that does not return fails the test, and does not hold it up.
    private static async Task<Task> CallAsync(Func<Task> call) => await Task.Factory
        .StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        .WaitAsync(Patience);

    private Task<TestApp> StartAsync(Action<JwtRequirementBuilder>? requirement = null) => TestApp.StartAsync(
        routes => routes.MapGet("/me", (Token token) => token.Identity).RequireJwt(requirement ?? (_ => { })),
        cfg => cfg.Revocation.UseStore(_ => _store));

    private sealed class HeldStream(Task gate) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await gate.WaitAsync(cancellationToken);
            return 0;
        }

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
    }
}
