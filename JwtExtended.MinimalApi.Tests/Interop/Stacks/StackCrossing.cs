using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>Crosses tokens with the stacks of others: ours read by them, theirs read by us.</summary>
internal sealed class StackCrossing(TestApp issuer, StackCases cases, StackResult result)
{
    private readonly List<string> _wrong = [];
    private readonly HashSet<string> _algorithms = [];
    private int _accepted;
    private int _refused;
    private int _innerRefused;
    private int _controls;
    private int _theirsAccepted;
    private int _theirsRefused;

    /// <summary>Runs the stacks of a driver.</summary>
    public static async Task<StackFigures[]> RunAsync(StackDriver driver)
    {
        var keys = driver.Algorithms.ToDictionary(algorithm => algorithm.ToString(), StackKey.Create);
        await using var issuer = await IssuerApp.StartAsync(
            driver.Algorithms.Select(algorithm => keys[algorithm.ToString()].ToJwtKey(algorithm)), TimeProvider.System.GetUtcNow());
        var jwks = JsonNode.Parse(await issuer.Client.GetStringAsync("/.well-known/jwks.json"))!.AsObject();
        var cases = new StackCases(issuer, keys, jwks);
        foreach (var algorithm in driver.Algorithms)
            cases.Add(algorithm);
        var results = await driver.SolveAsync(cases.RequestFor(driver.Algorithms));
        return [.. results.Select(result => new StackCrossing(issuer, cases, result).Judge(driver.Name))];
    }

    private StackFigures Judge(string language)
    {
        foreach (var (id, verified) in result.Verified)
            JudgeOurs(cases.Ours[id], verified);
        foreach (var (id, signed) in result.Signed)
            JudgeTheirs(cases.Theirs[id], signed["token"]?.GetValue<string>());
        return new StackFigures
        {
            Language = language,
            Stack = result.Stack,
            Version = result.Version,
            Checks = result.Checks,
            Algorithms = [.. Enum.GetNames<JwtAlgorithm>().Where(_algorithms.Contains)],
            Accepted = _accepted,
            Refused = _refused,
            InnerRefused = _innerRefused,
            ControlsAccepted = _controls,
            TheirsAccepted = _theirsAccepted,
            TheirsRefused = _theirsRefused,
            Wrong = _wrong,
        };
    }

    private void JudgeOurs(OurCase one, JsonObject verified)
    {
        var sub = verified["sub"]?.GetValue<string>();
        if (one.IsControl)
            _controls += sub is null ? 0 : 1;
        else if (one.Verify.Aud && !result.Checks.Contains("aud") || one.Requires is not null && !result.Checks.Contains(one.Requires))
            return;
        else if (StackDriver.Limits.ContainsKey((result.Stack, one.Verify.Id.Split(": ")[1])))
            return;
        else if (sub != one.Sub || verified["error"] is null != one.Sub is not null)
            _wrong.Add($"{one.Verify.Id}: {verified.ToJsonString()}");
        else if (sub is not null)
            Accept(one);
        else if (one.IsInner)
            _innerRefused++;
        else
            _refused++;
    }

    private void Accept(OurCase one)
    {
        _accepted++;
        _algorithms.Add(one.Verify.Alg);
    }

    private void JudgeTheirs(TheirCase one, string? token)
    {
        // A stack may refuse to sign such claims, or sign others.
        if (token is null || !one.IsSignedAsAsked(token))
            return;
        var accepted = issuer.Jwt.TryRead(token, out var read, out var error);
        if (error?.Code != one.Expected || accepted && read!.Sub != one.Sign.Payload["sub"]!.GetValue<string>())
            _wrong.Add($"theirs, {one.Sign.Id}: {error?.Code.ToString() ?? read!.Sub}");
        else if (accepted)
            _theirsAccepted++;
        else
            _theirsRefused++;
        // What is good under its key is refused with anything changed.
        if (accepted && issuer.Jwt.TryRead(TokenChange.Signature(token), out _, out _))
            _wrong.Add($"theirs, {one.Sign.Id}: accepted with a changed signature");
    }
}
