using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>
/// Devices that sign in and end their sessions in every way, until they are stopped or the app has ended. It records the confirmed ends.
/// </summary>
internal sealed class LogoutLoad(ExampleProcess app)
{
    private const int Devices = 8;
    private const int RoundsOfADevice = 5_000;

    private readonly ConcurrentBag<ExampleTokens> _ended = [];
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;
    private int _sent;
    private int _unavailable;
    private Task _running = Task.CompletedTask;

    /// <summary>The sessions whose end was confirmed.</summary>
    public IReadOnlyCollection<ExampleTokens> Ended => _ended;

    /// <summary>Starts the devices, and returns when the number of sessions has ended.</summary>
    public async Task StartAsync(int enough)
    {
        _running = Task.WhenAll(Enumerable.Range(0, Devices).Select(device => Task.Run(() => RunAsync(device, enough))));
        await Task.WhenAny(_enough.Task, _running);
    }

    /// <summary>Stops the devices, and returns when every request has a response or was aborted.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        return _running;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_sent} requests to end a session sent: {_ended.Count} confirmed, {_unavailable} with a 503 response, "
        + $"{_sent - _ended.Count - _unavailable} without a response");

    private async Task RunAsync(int device, int enough)
    {
        for (var round = 0; round < RoundsOfADevice && !_stopping; round++)
        {
            try
            {
                await EndOneAsync($"{device}-{round}", round);
            }
            catch (HttpRequestException)
            {
                // The app has ended: nothing was confirmed.
                return;
            }

            if (_ended.Count >= enough)
                _enough.TrySetResult();
        }
    }

    private async Task EndOneAsync(string username, int round)
    {
        using var login = await app.PostAsync("/login", body: new { username });
        // The store is unavailable: no session began.
        if (!login.IsSuccessStatusCode)
            return;
        var tokens = await ExampleTokens.ReadAsync(login);
        Interlocked.Increment(ref _sent);
        using var response = await EndAsync(tokens, round);
        if (response.StatusCode == HttpStatusCode.NoContent)
            _ended.Add(tokens);
        else if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            Interlocked.Increment(ref _unavailable);
        else
            throw new InvalidOperationException($"The response to the end of a session was {response.StatusCode}.");
    }

    private Task<HttpResponseMessage> EndAsync(ExampleTokens tokens, int round) => (round % 4) switch
    {
        0 => app.PostAsync("/logout", tokens.Access),
        1 => app.PostAsync("/logout", tokens.Refresh),
        2 => app.PostAsync("/logout/all", tokens.Access),
        _ => app.SendAsync(HttpMethod.Delete, "/devices/current", tokens.Access),
    };
}
