using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Benchmarks.Support;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>
/// The reader of tokens of other issuers, of each kind. What it accepts is signed with the legacy key, says its type and its identity once,
/// is of one type, has not expired, and claims nothing of sessions or freshness.
/// </summary>
internal sealed class LegacyTarget : IFuzzTarget
{
    private readonly TestService[] _services =
    [
        new(cfg => cfg.AcceptFlask()), new(cfg => cfg.AcceptSanic()),
        new(cfg => cfg.AcceptBearer(legacy => legacy.IsRefresh = static token => token.GetString("use") == "refresh")),
    ];

    private readonly Outcome<Token>[] _access = new Outcome<Token>[3];
    private readonly Outcome<Token>[] _refresh = new Outcome<Token>[3];

    public string[] Seeds { get; } =
    [
        LegacyForge.Flask(), LegacyForge.FlaskRefresh(), LegacyForge.Flask(sub: "7"), LegacyForge.Flask(more: ",\"role\":[\"A\"]"),
        LegacyForge.Flask(more: ",\"scope\":[\"a\",\"b\"],\"sid\":\"s\",\"sst\":1,\"auth_time\":1"), LegacyForge.Sanic(),
        LegacyForge.Sanic("refresh"), LegacyForge.Sanic(null), LegacyForge.Bearer(), LegacyForge.Bearer(",\"use\":\"refresh\""),
        LegacyForge.Bearer(",\"nested\":{\"a\":[1,{\"b\":null}]}"),
    ];

    public long MaxBytes => 1024 * 1024;

    public bool Accepted => _access.Concat(_refresh).Any(outcome => outcome.Value is not null);

    public string Mutate(Random random, string text, string[] corpus) => random.Next(10) switch
    {
        < 2 => TextMutations.Mutate(random, text, corpus),
        < 4 => CompactJson.Change(random, text, 0, Sign),
        < 9 => CompactJson.Change(random, text, 1, Sign),
        _ => CompactJson.Change(random, text, random.Next(2), sign: null),
    };

    public void Read(string text)
    {
        for (var i = 0; i < _services.Length; i++)
        {
            var validator = _services[i].Jwt.Runtime.Validator;
            _access[i] = validator.Validate(text, TokenTypes.Access);
            _refresh[i] = validator.Validate(text, TokenTypes.Refresh);
        }
    }

    public string? FindProblem(string text)
    {
        for (var i = 0; i < _services.Length; i++)
        {
            if (_access[i].Value is not null && _refresh[i].Value is not null)
                return "accepted as two types";
            if ((_access[i].Value ?? _refresh[i].Value) is { } token && ProblemOf(token, text) is { } problem)
                return $"{problem} ({token.LegacyKind})";
        }

        return null;
    }

    public void Dispose()
    {
        // The apps were never started: nothing waits for them.
        foreach (var service in _services)
            _ = service.DisposeAsync().AsTask();
    }

    private static string? ProblemOf(Token token, string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3 || Sign($"{parts[0]}.{parts[1]}") != text)
            return "accepted without the signature of the legacy key";
        if (token.Fresh || token.FreshUntil is not null || token.AuthTime is not null)
            return "fresh, or with a time of authentication";
        if (token.Type == TokenType.Access && token.SessionId is not null)
            return "with a session";
        if (token.Exp is not { } exp || exp <= TestApp.Start)
            return "expired";
        using var header = JsonDocument.Parse(CompactJson.TryDecode(parts[0])!);
        using var payload = JsonDocument.Parse(CompactJson.TryDecode(parts[1])!);
        return TypeProblem(token, header.RootElement, payload.RootElement) ?? IdentityProblem(token, payload.RootElement);
    }

    private static string? TypeProblem(Token token, JsonElement header, JsonElement payload)
    {
        if (header.TryGetProperty("typ", out var typ) && !typ.GetString()!.Equals("JWT", StringComparison.OrdinalIgnoreCase))
            return "of another typ";
        var said = token.LegacyKind switch
        {
            LegacyTokenKind.FlaskJwtExtended => TextOf(payload, "type"),
            LegacyTokenKind.SanicJwtExtended => TextOf(header, "class"),
            _ => TextOf(payload, "use") == "refresh" ? "refresh" : "access",
        };
        var type = token.Type == TokenType.Access ? "access" : "refresh";
        return said == type ? null : $"a token that says '{said}' is of type {token.Type}";
    }

    private static string? IdentityProblem(Token token, JsonElement payload)
    {
        var name = token.LegacyKind switch
        {
            LegacyTokenKind.JwtBearer => "unique_name",
            LegacyTokenKind.FlaskJwtExtended when payload.TryGetProperty("identity", out _) => "identity",
            _ => "sub",
        };
        var value = payload.GetProperty(name);
        var identity = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        return token.Identity == identity && identity.Length > 0 ? null : $"'{token.Identity}' is another identity";
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Sign(string input) =>
        $"{input}.{CompactText.Encode(HMACSHA256.HashData(LegacyForge.SecretBytes, Encoding.UTF8.GetBytes(input)))}";
}
