using System.Net;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A form with the CSRF value that arrives slowly: what ended meanwhile has ended.</summary>
public sealed class WaitingFormTests
{
    [TestCase("nothing", null)]
    [TestCase("waits", null)]
    [TestCase("revoked", JwtErrorCode.TokenRevoked)]
    [TestCase("expired", JwtErrorCode.TokenExpired)]
    [TestCase("replaced", null)]
    [TestCase("retired", JwtErrorCode.TokenInvalid)]
    [TestCase("expired and retired", JwtErrorCode.TokenExpired)]
    [TestCase("waits with another value", JwtErrorCode.CsrfMismatch)]
    public async Task A_token_that_ends_while_the_form_arrives_is_refused(string meanwhile, JwtErrorCode? expected)
    {
        var (calls, waits) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.Use((context, next) =>
                {
                    context.Request.Body = new WatchedBody(context.Request.Body, waits);
                    return next(context);
                });
                routes.MapPost("/pay", (Token token) => $"{token.Identity} {++calls}").RequireJwt();
            },
            cfg => cfg.Locations.Add(TokenLocation.Cookie));
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(1) });
        var value = meanwhile == "waits with another value" ? "wrong" : app.ReadToken(pair.AccessToken).Csrf;
        using var form = new SlowForm("csrf_token=" + value);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pay") { Content = form };
        request.Headers.Add("Cookie", BrowserClient.Access(pair.AccessToken));

        var sending = app.Client.SendAsync(request);
        await form.Begun;
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(30));
        if (meanwhile != "nothing")
            app.Time.Advance(TimeSpan.FromSeconds(meanwhile.StartsWith("expired", StringComparison.Ordinal) ? 61 : 10));
        if (meanwhile == "revoked")
            await app.Jwt.RevokeAllAsync("alice");
        var old = app.Jwt.Keys.Signing.Kid;
        if (meanwhile is "replaced" or "retired" or "expired and retired")
        {
            app.Jwt.Keys.Add(JwtKey.Generate(JwtAlgorithm.HS256));
            app.Jwt.Keys.Promote(app.Jwt.Keys.Verifying.Single(key => key.Kid != old).Kid);
        }

        if (meanwhile is "retired" or "expired and retired")
            app.Jwt.Keys.Retire(old);
        form.Finish();
        using var response = await sending;

        if (expected is { } code)
            response.Should().BeRefused(code);
        else
            response.Should().BeOk("alice 1");
        calls.Should().Be(expected is null ? 1 : 0);
    }

    [TestCase(0, 200, 1)]
    [TestCase(10, 200, 2)]
    [TestCase(61, 401, 1)]
    public async Task A_form_that_is_read_without_waiting_may_have_taken_as_long(int seconds, int status, int lookUps)
    {
        var store = new ScriptedStore();
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapPost("/pay", (Token token) => token.Identity).RequireJwt(),
            cfg =>
            {
                cfg.Locations.Add(TokenLocation.Cookie);
                cfg.Revocation.UseStore(_ => store);
            });
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(1) });
        var form = System.Text.Encoding.ASCII.GetBytes("csrf_token=" + app.ReadToken(pair.AccessToken).Csrf);
        var request = new DirectRequest(app, "/pay");
        request.Context.Request.Method = "POST";
        request.Context.Request.Headers.Cookie = BrowserClient.Access(pair.AccessToken);
        request.Context.Request.ContentType = "application/x-www-form-urlencoded";
        request.Context.Request.ContentLength = form.Length;
        using var body = new HeldBody(form, () => app.Time.Advance(TimeSpan.FromSeconds(seconds)));
        request.Context.Request.Body = body;
        var before = store.Lookups;

        await request.InvokeAsync();

        (request.Context.Response.StatusCode, store.Lookups - before).Should().Be((status, lookUps));
    }

    /// <summary>A body whose reader is held up before its first byte.</summary>
    private sealed class HeldBody(byte[] bytes, Action hold) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == 0)
                hold();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }

    private sealed class SlowForm : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _text;

        public SlowForm(string text)
        {
            _text = System.Text.Encoding.ASCII.GetBytes(text);
            Headers.ContentType = new("application/x-www-form-urlencoded");
        }

        public Task Begun => _begun.Task;

        public void Finish() => _finish.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_text.AsMemory(0, 1));
            await stream.FlushAsync();
            _begun.SetResult();
            await _finish.Task;
            await stream.WriteAsync(_text.AsMemory(1));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _text.Length;
            return true;
        }
    }

    /// <summary>Tells when the rest of the body is waited for.</summary>
    private sealed class WatchedBody(Stream body, TaskCompletionSource waits) : Stream
    {
        private int _reads;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var reading = body.ReadAsync(buffer, cancellationToken);
            if (++_reads > 1 && !reading.IsCompleted)
                waits.TrySetResult();
            return reading;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
