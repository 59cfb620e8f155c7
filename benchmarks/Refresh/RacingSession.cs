using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Benchmarks.Refresh;

/// <summary>One user's session: tabs that share the stored tokens, refresh at the same time on both apps, and lose responses.</summary>
/// <param name="client">Sends the requests.</param>
/// <param name="apps">The addresses of the apps.</param>
/// <param name="user">The user; one that begins with <c>r</c> has a recorded session.</param>
/// <param name="seed">The seed of what happens.</param>
internal sealed class RacingSession(HttpClient client, string[] apps, string user, int seed)
{
    private const double LossRate = 0.25;
    private const int Tabs = 3;

    private readonly Random _random = new(seed);
    private readonly HashSet<string> _access = [];
    private readonly HashSet<string> _refresh = [];
    private (string Access, string Refresh) _stored;

    public int Refreshes { get; private set; }

    public int Lost { get; private set; }

    /// <summary>Gets the refreshes and uses that a client with good tokens was refused.</summary>
    public List<string> SignedOut { get; } = [];

    public async Task RunAsync(int refreshes)
    {
        using var login = await client.PostAsync(new Uri($"{apps[0]}/login/{user}"), null);
        _stored = Note(await ReadAsync(login));
        while (Refreshes < refreshes && SignedOut.Count == 0)
        {
            await Task.WhenAll(Enumerable.Range(0, 1 + _random.Next(Tabs)).Select(_ => RefreshAsync(_random.Next(), _random.Next(2))));
            if (_random.NextDouble() < 0.5)
                await UseAsync(_stored.Access);
            // Within the window, or behind it: a client that lost a response tries again sooner or later.
            if (_random.NextDouble() < 0.2)
                await Task.Delay(RefreshRaceRun.Window + RefreshRaceRun.Window / 10);
        }
    }

    /// <summary>Counts the refresh tokens that are accepted when everything is quiet: the stored one, and never another one.</summary>
    public async Task<int> CountLiveAsync()
    {
        var live = 0;
        foreach (var token in _refresh)
            live += await StatusAsync(HttpMethod.Get, "/current", token) == HttpStatusCode.OK ? 1 : 0;
        return live;
    }

    /// <summary>Logs out while refreshes are under way, and counts the tokens that are accepted afterwards.</summary>
    public async Task<int> CountAliveAfterLogoutAsync(bool everywhere)
    {
        var racing = Enumerable.Range(0, Tabs).Select(_ => RefreshAsync(_random.Next(), _random.Next(2), mayBeRefused: true)).ToArray();
        await StatusAsync(HttpMethod.Post, everywhere ? "/logout/all" : "/logout", _stored.Refresh);
        await Task.WhenAll(racing);
        var alive = await CountLiveAsync();
        foreach (var token in _access)
            alive += await StatusAsync(HttpMethod.Get, "/me", token) == HttpStatusCode.OK ? 1 : 0;
        return alive;
    }

    private async Task RefreshAsync(int chance, int app, bool mayBeRefused = false)
    {
        var random = new Random(chance);
        var sent = _stored.Refresh;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{apps[app]}/refresh");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", sent);
        using var response = await client.SendAsync(request);
        lock (_random)
            Refreshes++;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            if (!mayBeRefused)
                Report($"a refresh: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            return;
        }

        var pair = await ReadAsync(response);
        lock (_random)
            Note(pair);
        if (random.NextDouble() < LossRate)
        {
            lock (_random)
                Lost++;
            return;
        }

        // The response is on its way for less than half of the window.
        await Task.Delay(random.Next((int)(RefreshRaceRun.Window.TotalMilliseconds / 4)));
        lock (_random)
            _stored = pair.Refresh == sent ? (pair.Access, _stored.Refresh) : pair;
    }

    private async Task UseAsync(string access)
    {
        if (await StatusAsync(HttpMethod.Get, "/me", access) is var status and not HttpStatusCode.OK)
            Report($"a use: {(int)status}");
    }

    private void Report(string what)
    {
        lock (_random)
            SignedOut.Add($"{user}: {what}");
    }

    private (string Access, string Refresh) Note((string Access, string Refresh) pair)
    {
        _access.Add(pair.Access);
        _refresh.Add(pair.Refresh);
        return pair;
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string token)
    {
        using var request = new HttpRequestMessage(method, apps[_random.Next(apps.Length)] + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<(string Access, string Refresh)> ReadAsync(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (body.RootElement.GetProperty("access_token").GetString()!, body.RootElement.GetProperty("refresh_token").GetString()!);
    }
}
