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
    private string? _last;

    public HoldingProxy(int serverPort)
    {
        _listener.Start();
        _running = AcceptAsync(serverPort);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Connection => $"127.0.0.1:{Port}";

    /// <summary>Holds every response from now on, and returns a task that completes when the client has sent the text.</summary>
    public Task HoldUntilSent(string text)
    {
        lock (_sent)
        {
            _sent.Clear();
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (text, seen);
            return seen.Task;
        }
    }

    /// <summary>Holds every response from the moment on at which the client sends the text.</summary>
    public void HoldFrom(string text)
    {
        lock (_sent)
        {
            _sent.Clear();
            _last = text;
        }
    }

    /// <summary>Does the same, and returns a task that completes when the client has sent the text.</summary>
    public Task HoldOnceSent(string text)
    {
        lock (_sent)
        {
            HoldFrom(text);
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (text, seen);
            return seen.Task;
        }
    }

    public void Release() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync(int serverPort)
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (await ConnectAsync(serverPort) is not { } server)
                {
                    client.Dispose();
                    continue;
                }

                pumps.Add(PumpAsync(client, server, isResponse: false));
                pumps.Add(PumpAsync(server, client, isResponse: true));
            }
        }
        finally
        {
            await Task.WhenAll(pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The server may have ended, and start again later.
    private async Task<TcpClient?> ConnectAsync(int serverPort)
    {
        var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort, _stop.Token);
            return server;
        }
        catch (SocketException)
        {
            server.Dispose();
            return null;
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isResponse)
    {
        using (from)
        using (to)
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
            if (_awaited is { } awaited && _sent.ToString().Contains(awaited.Text, StringComparison.Ordinal))
                awaited.Seen.TrySetResult();
            if (_last is { } last && _sent.ToString().Contains(last, StringComparison.Ordinal))
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _last = null;
            }
        }
    }
}
