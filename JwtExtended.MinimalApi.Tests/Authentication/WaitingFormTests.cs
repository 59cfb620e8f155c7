using System.Net;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A form with the CSRF value that arrives slowly: what ended meanwhile has ended.</summary>
public sealed class WaitingFormTests
{
    [TestCase("nothing", null)]
    [TestCase("waits", null)]
    [TestCase("revoked", JwtErrorCode.TokenRevoked)]
    [TestCase("expired", JwtErrorCode.TokenExpired)]
    public async Task A_token_that_ends_while_the_form_arrives_is_refused(string meanwhile, JwtErrorCode? expected)
    {
        var (calls, sent, lookedUp) = (0, false, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/pay", (Token token) => $"{token.Identity} {++calls}").RequireJwt(),
            cfg =>
            {
                cfg.Locations.Add(TokenLocation.Cookie);
                cfg.Revocation.UseStore(services => new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))
                {
                    After = call =>
                    {
                        if (call == "find" && sent)
                            lookedUp.TrySetResult();
                        return Task.CompletedTask;
                    },
                });
            });
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(1) });
        using var form = new SlowForm("csrf_token=" + app.ReadToken(pair.AccessToken).Csrf);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pay") { Content = form };
        request.Headers.Add("Cookie", BrowserClient.Access(pair.AccessToken));

        sent = true;
        var sending = app.Client.SendAsync(request);
        await form.Begun;
        await lookedUp.Task.WaitAsync(TimeSpan.FromSeconds(30));
        if (meanwhile != "nothing")
            app.Time.Advance(TimeSpan.FromSeconds(meanwhile == "expired" ? 61 : 10));
        if (meanwhile == "revoked")
            await app.Jwt.RevokeAllAsync("alice");
        form.Finish();
        using var response = await sending;

        if (expected is { } code)
            response.Should().BeRefused(code);
        else
            response.Should().BeOk("alice 1");
        calls.Should().Be(expected is null ? 1 : 0);
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
}
