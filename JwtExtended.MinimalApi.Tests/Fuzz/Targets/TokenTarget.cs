using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Benchmarks.Support;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>
/// The reader of tokens. It must accept a text as its type exactly when <see cref="TokenModel"/> does; with the cache of verified tokens,
/// a second time, and without that cache the result is the same; and a header that the keys know is read as by the parser.
/// </summary>
internal sealed class TokenTarget : IFuzzTarget
{
    private const int RefusedAgain = 8;

    private static readonly Refusal HeaderDiffers = new(JwtErrorCode.TokenMalformed, "");

    private readonly BenchmarkKey _key = BenchmarkKey.Generate(JwtAlgorithm.HS256);
    private readonly byte[] _serviceSecret;
    private readonly JwtHost _host;
    private readonly JwtHost _plain;
    private readonly TokenModel _model;
    private Outcome<Token> _outcome;
    private int _refused;
    private TokenTypes _type;

    public TokenTarget()
    {
        _serviceSecret = TokenForge.ServiceSecretOf(_key.Secret!);
        (_host, _plain) = (Create(JwtHost.CacheSize), Create(0));
        _model = new TokenModel(_key, _serviceSecret, _host.Jwt.Keys.Signing, TestApp.Start);
        Seeds = [.. SeedsOf(_host.Jwt)];
    }

    public string[] Seeds { get; }

    // The payload of a longest token, as text, bytes and claims.
    public long MaxBytes => 256 * 1024;

    public bool Accepted => _outcome.Value is not null;

    public string Mutate(Random random, string text, string[] corpus) => random.Next(10) switch
    {
        < 3 => TextMutations.Mutate(random, text, corpus),
        < 5 => CompactJson.Change(random, text, 0, Sign),
        < 8 => CompactJson.Change(random, text, 1, Sign),
        8 => CompactJson.Change(random, text, random.Next(2), sign: null),
        _ => ChangeSignature(random, text),
    };

    public void Read(string text)
    {
        _type = TypeOf(text);
        _outcome = _host.Jwt.Runtime.Validator.Validate(text, _type);
    }

    public string? FindProblem(string text)
    {
        var accepted = _outcome.Value is not null;
        if (accepted != _model.Accepts(text, _type))
            return accepted ? "accepted against the model" : $"refused against the model: {_outcome.Refusal!.Reason}";
        // What is refused was read in one way only, mostly.
        if ((accepted || ++_refused % RefusedAgain == 0) && AgainProblem(text) is { } again)
            return again;
        if (accepted && _type != TokenTypes.Access && _host.Jwt.Runtime.Validator.Validate(text, TokenTypes.Access).Value is not null)
            return "accepted as an access token too";
        return HeaderProblem(text) ?? (accepted ? TouchProblem(_outcome.Value!, text) : null);
    }

    public void Dispose()
    {
        // The apps were never started: nothing waits for them.
        _ = _host.DisposeAsync().AsTask();
        _ = _plain.DisposeAsync().AsTask();
    }

    private JwtHost Create(int cacheSize) => JwtHost.Create(
        _key, cacheSize, register: services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(TestApp.Start)));

    private static IEnumerable<string> SeedsOf(JwtService jwt)
    {
        foreach (var access in FuzzTarget.AccessTokens(jwt, TestApp.Start))
            yield return access;
        yield return jwt.CreateRefreshToken("alice");
        var pair = jwt.CreateTokenPair("bob");
        yield return pair.RefreshToken;
        jwt.TryRead(pair.AccessToken, out var token, out _);
        yield return jwt.Runtime.Issuer.CreateTicket(token!, "parent", "GET /a b", TimeSpan.FromSeconds(30), out _).Text;
    }

    private static TokenTypes TypeOf(string text)
    {
        var header = text.Split('.')[0];
        if (header.Length > 2000 || CompactJson.TryDecode(header) is not { } json)
            return TokenTypes.Access;
        if (json.Contains("ticket+jwt", StringComparison.OrdinalIgnoreCase))
            return TokenTypes.Ticket;
        return json.Contains("rt+jwt", StringComparison.OrdinalIgnoreCase) ? TokenTypes.Refresh : TokenTypes.Access;
    }

    private string ChangeSignature(Random random, string text)
    {
        var input = text.LastIndexOf('.') is var dot and > 0 ? text[..dot] : text;
        return random.Next(4) switch
        {
            0 => $"{input}.{CompactText.Encode(RandomNumberGenerator.GetBytes(32))}",
            1 => $"{input}.",
            // With the other key of the two.
            2 => $"{input}.{CompactText.Encode(HMACSHA256.HashData(IsInner(input) ? _key.Secret! : _serviceSecret, Ascii(input)))}",
            _ => Sign(input),
        };
    }

    private string Sign(string input) =>
        $"{input}.{CompactText.Encode(HMACSHA256.HashData(IsInner(input) ? _serviceSecret : _key.Secret!, Ascii(input)))}";

    private static bool IsInner(string input) => TypeOf(input) != TokenTypes.Access;

    private static byte[] Ascii(string text) => Encoding.UTF8.GetBytes(text);

    private static bool IsSame(Outcome<Token> one, Outcome<Token> other) =>
        one.Refusal?.Reason == other.Refusal?.Reason
        && one.Value?.Sub == other.Value?.Sub
        && one.Value?.Exp == other.Value?.Exp
        && one.Value?.RawJwt == other.Value?.RawJwt;

    private string? AgainProblem(string text)
    {
        // From the cache, where it was accepted.
        if (!IsSame(_outcome, _host.Jwt.Runtime.Validator.Validate(text, _type)))
            return "another result at the second reading";
        return IsSame(_outcome, _plain.Jwt.Runtime.Validator.Validate(text, _type)) ? null : "another result without the cache";
    }

    private string? HeaderProblem(string text)
    {
        var header = text.Split('.')[0];
        var keys = _host.Jwt.Runtime.Keys.Current;
        if (!keys.TryFindHeader(header, out var known))
            return null;
        var refused = HeaderReader.Read(header, out var parsed)
            ?? SignatureCheck.FindKey(keys, parsed.Type!.Value, parsed, out var key)
            ?? (ReferenceEquals(key, known.Key) && parsed.Type == known.Type ? null : HeaderDiffers);
        return refused is null ? null : "a known header is read otherwise by the parser";
    }

    /// <summary>Reads the properties of an accepted token, none of which may throw.</summary>
    private static string? TouchProblem(Token token, string text)
    {
        _ = (token.RawData.ValueKind, token.PublicClaims.Count, token.PrivateClaims.Count, token.Roles.Count, token.Scopes.Count);
        _ = (token.AuthTime, token.FreshUntil, token.Fresh, token.SessionId, token.Jti, token.Csrf, token.Iat, token.Nbf);
        return token.ToString().Contains(text, StringComparison.Ordinal) ? "the token is printed" : null;
    }
}
