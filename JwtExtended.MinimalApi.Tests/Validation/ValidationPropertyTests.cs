using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>Properties of any token and any text, on generated ones. A failure names its seed.</summary>
public sealed class ValidationPropertyTests
{
    private const int Iterations = 2000;

    private static readonly string[] ClaimNames =
    [
        "sub", "iat", "exp", "aud", "iss", "nbf", "jti", "sid", "sst", "role", "scope", "fresh", "auth_time", "csrf", "seed", "x",
    ];

    private static readonly string[] SimpleValues =
    [
        "true", "false", "0", "-1", "1e400", "1.5", "1767268800", "253402300800", "9223372036854775808", "\"\"", "\"TestApp\"",
        "\"\\u0061\"", "[]", "{}",
    ];

    private static readonly Gen<string> Texts = Gen.String[Gen.Char["\0\t\n\"\\/{}[]:,.=+-_ aZ09äß€\u2028\uFFFD"], 1, 24];
    private static readonly Gen<string> Base64UrlText = Gen.String[Gen.Char["ABCDwxyz0189-_"], 0, 40];

    private readonly TestService _service = new();

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    [Test]
    public void An_issued_token_is_read_back_as_it_was_specified() =>
        Gen.Select(Texts, Texts, Texts.Array[0, 4], Gen.Int[1, 1800]).Sample(
            (identity, claim, roles, seconds) =>
            {
                var descriptor = new TokenDescriptor
                {
                    Roles = [.. roles.Distinct()],
                    ExpiresIn = TimeSpan.FromSeconds(seconds),
                    Claims = new JsonObject { ["x-" + claim] = claim },
                };

                var token = _service.Read(_service.Jwt.CreateAccessToken(identity, descriptor));

                return token.Identity == identity
                    && token.Roles.SequenceEqual(roles.Distinct())
                    && token.GetString("x-" + claim) == claim
                    && token.Exp == TestApp.Start.AddSeconds(seconds);
            },
            iter: Iterations);

    [Test]
    public void Any_text_is_refused_without_an_exception() =>
        Gen.Select(Base64UrlText, Base64UrlText, Base64UrlText, Gen.Int[0, 4], Texts).Sample(
            (header, payload, signature, form, noise) =>
            {
                string text = form switch
                {
                    0 => $"{header}.{payload}.{signature}",
                    1 => $"{header}.{payload}",
                    2 => $"{header}.{payload}.{signature}.{noise}",
                    3 => noise,
                    _ => $"{header}{noise}.{payload}.{signature}",
                };

                return !_service.Jwt.TryRead(text, out var token, out var error) && token is null && error is not null;
            },
            iter: Iterations);

    [Test]
    public void A_signed_payload_of_any_JSON_is_refused_or_accepted_with_its_claims() =>
        Gen.Select(Gen.OneOf(ClaimNames.Select(Gen.Const).ToArray()), Json(3)).Sample(
            (name, value) =>
            {
                var claims = JsonNode.Parse(TokenForge.Payload())!.AsObject();
                claims[name] = value is null ? null : JsonNode.Parse(value);
                var text = TokenForge.Sign(TokenForge.Header, claims.ToJsonString());

                if (!_service.Jwt.TryRead(text, out var token, out var error))
                    return error is not null;
                // Accepted: every accessor works, and the claim that was written is returned.
                _ = (token.Roles.Count, token.Scopes.Count, token.PublicClaims.Count);
                _ = (token.Jti, token.SessionId, token.AuthTime, token.Fresh, token.Csrf);
                return token.Sub.Length > 0 && token.Aud.Contains("TestApp")
                    && (name is "csrf" or "seed" || token.TryGetClaim(name, out _));
            },
            iter: Iterations);

    private static Gen<string?> Json(int depth)
    {
        var simple = Gen.OneOf(
            Gen.Const((string?)null),
            Gen.OneOf(SimpleValues.Select(text => Gen.Const((string?)text)).ToArray()),
            Texts.Select(text => (string?)JsonSerializer.Serialize(text)));
        return depth == 0 ? simple : Gen.OneOf(
            simple,
            Json(depth - 1).Array[0, 3].Select(items => (string?)$"[{string.Join(',', items.Select(item => item ?? "null"))}]"),
            Json(depth - 1).Array[0, 3].Select(
                items => (string?)$"{{{string.Join(',', items.Select((item, i) => $"\"m{i}\":{item ?? "null"}"))}}}"));
    }
}
