using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>
/// A proxy that can hold back the responses of a server: what a client sends in the meantime, it sends in one round trip.
/// </summary>
internal sealed class HoldingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly StringBuilder _sent = new();
    private readonly Task _running;
    private volatile TaskCompletionSource _open = Opened();
    private (string Text, TaskCompletionSource Seen)? _awaited;
    private bool _holdsOnceSent;

    public HoldingProxy(int serverPort)
    {
        _listener.Start();
        _running = AcceptAsync(serverPort);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Connection => $"127.0.0.1:{Port}";

    /// <summary>Holds every response from now on, and returns a task that completes when the client has sent the text.</summary>
    public Task HoldUntilSent(string text) => Await(text, isHeld: true);

    /// <summary>Holds every response once the client has sent the text, and returns a task that completes then.</summary>
    public Task HoldOnceSent(string text) => Await(text, isHeld: false);

    public void Release() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static TaskCompletionSource Held() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private Task Await(string text, bool isHeld)
    {
        lock (_sent)
        {
            _sent.Clear();
            if (isHeld)
                _open = Held();
            _holdsOnceSent = !isHeld;
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (text, seen);
            return seen.Task;
        }
    }

    private async Task AcceptAsync(int serverPort)
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, serverPort, _stop.Token);
                pumps.Add(PumpAsync(client, server, isResponse: false));
                pumps.Add(PumpAsync(server, client, isResponse: true));
            }
        }
        finally
        {
            await Task.WhenAll(pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isResponse)
    {
        using (from)
        {
            var buffer = new byte[4096];
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                if (isResponse)
                    await _open.Task;
                else
                    Note(Encoding.UTF8.GetString(buffer, 0, read));
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
    }

    private void Note(string text)
    {
        lock (_sent)
        {
            _sent.Append(text);
            if (_awaited is not { } awaited || !_sent.ToString().Contains(awaited.Text, StringComparison.Ordinal))
                return;
            // The server has not received it yet.
            if (_holdsOnceSent)
                _open = Held();
            _holdsOnceSent = false;
            awaited.Seen.TrySetResult();
        }
    }
}
