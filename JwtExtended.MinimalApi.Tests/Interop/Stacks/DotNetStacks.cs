using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using JWT;
using JWT.Algorithms;
using JWT.Serializers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>The stacks of .NET, in this process.</summary>
internal static class DotNetStacks
{
    public static async Task<StackResult[]> RunAsync(StackRequest request) =>
    [
        await RunAsync(
            "Microsoft.IdentityModel.JsonWebTokens", typeof(JsonWebTokenHandler), ["exp", "iss", "aud"], request,
            one => VerifyWithIdentityModelAsync(request, one), one => SignWithIdentityModel(request, one)),
        await RunAsync(
            "jose-jwt", typeof(Jose.JWT), [], request,
            one => Task.FromResult(VerifyWithJose(request, one)), one => SignWithJose(request, one)),
        await RunAsync(
            "JWT", typeof(JwtDecoder), ["exp"], request,
            one => Task.FromResult(VerifyWithJwtNet(request, one)), one => SignWithJwtNet(request, one)),
    ];

    private static async Task<StackResult> RunAsync(
        string name,
        Type type,
        string[] checks,
        StackRequest request,
        Func<StackVerifyCase, Task<string?>> verify,
        Func<StackSignCase, string> sign)
    {
        var verified = new Dictionary<string, JsonObject>();
        foreach (var one in request.Verify)
        {
            if (await AttemptAsync(() => verify(one), "sub") is { } result)
                verified[one.Id] = result;
        }

        var signed = new Dictionary<string, JsonObject>();
        foreach (var one in request.Sign)
        {
            if (await AttemptAsync(() => Task.FromResult<string?>(sign(one)), "token") is { } result)
                signed[one.Id] = result;
        }

        return new StackResult(name, VersionOf(type), checks, verified, signed);
    }

    private static string VersionOf(Type type) =>
        FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion!.Split('+')[0];

    private static async Task<JsonObject?> AttemptAsync(Func<Task<string?>> attempt, string kind)
    {
        try
        {
            return new JsonObject { [kind] = await attempt() };
        }
        catch (NotSupportedException)
        {
            return null;
        }
        catch (Exception e)
        {
            // Whatever a library throws is a refusal.
            return new JsonObject { ["error"] = $"{e.GetType().Name}: {e.Message}" };
        }
    }

    private static async Task<string?> VerifyWithIdentityModelAsync(StackRequest request, StackVerifyCase one)
    {
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(one.Token, new TokenValidationParameters
        {
            ValidIssuer = request.Issuer,
            ValidateAudience = one.Aud,
            ValidAudience = request.Audience,
            ClockSkew = TimeSpan.Zero,
            IssuerSigningKeys = one.Set
                ? new JsonWebKeySet(request.Jwks.ToJsonString()).Keys
                : [new JsonWebKey(request.Keys[one.Alg].Jwk.ToJsonString())],
        });
        return result.IsValid ? (string)result.Claims["sub"] : throw result.Exception;
    }

    private static string SignWithIdentityModel(StackRequest request, StackSignCase one)
    {
        var key = new JsonWebKey(request.Keys[one.Alg].PrivateJwk.ToJsonString());
        var header = one.Header.ToDictionary(member => member.Key, member => (object)member.Value!.GetValue<string>());
        // It writes typ and kid itself.
        header.Remove("kid");
        header.Remove("typ", out var type);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            one.Payload.ToJsonString(), new SigningCredentials(key, one.Alg), new Dictionary<string, object> { ["typ"] = type ?? "JWT" });
    }

    private static string? VerifyWithJose(StackRequest request, StackVerifyCase one)
    {
        if (one.Set)
            throw new NotSupportedException();
        // The caller names no algorithm: the library takes the one of the header.
        return Subject(Jose.JWT.Decode(one.Token, request.Keys[one.Alg].ToMaterial()));
    }

    private static string SignWithJose(StackRequest request, StackSignCase one) => Jose.JWT.Encode(
        one.Payload.ToJsonString(),
        request.Keys[one.Alg].ToMaterial(),
        Enum.Parse<Jose.JwsAlgorithm>(one.Alg),
        one.Header.ToDictionary(member => member.Key, member => (object)member.Value!.GetValue<string>()));

    private static string? VerifyWithJwtNet(StackRequest request, StackVerifyCase one)
    {
        if (one.Set)
            throw new NotSupportedException();
        var (serializer, base64) = (new JsonNetSerializer(), new JwtBase64UrlEncoder());
        var validator = new JwtValidator(serializer, new UtcDateTimeProvider());
        var decoder = new JwtDecoder(serializer, validator, base64, AlgorithmOf(request.Keys[one.Alg], one.Alg));
        return Subject(decoder.Decode(one.Token, SecretOf(request.Keys[one.Alg]), verify: true));
    }

    private static string SignWithJwtNet(StackRequest request, StackSignCase one)
    {
        var encoder = new JwtEncoder(AlgorithmOf(request.Keys[one.Alg], one.Alg), new JsonNetSerializer(), new JwtBase64UrlEncoder());
        return encoder.Encode(
            one.Header.ToDictionary(member => member.Key, member => (object)member.Value!.GetValue<string>()),
            one.Payload.ToDictionary(member => member.Key, member => Plain(member.Value!)),
            SecretOf(request.Keys[one.Alg]));
    }

    private static IJwtAlgorithm AlgorithmOf(StackKey key, string alg) => alg switch
    {
        "HS256" => new HMACSHA256Algorithm(),
        "HS384" => new HMACSHA384Algorithm(),
        "HS512" => new HMACSHA512Algorithm(),
        "RS256" => new RS256Algorithm((RSA)key.ToMaterial(), (RSA)key.ToMaterial()),
        _ => throw new NotSupportedException(),
    };

    // The decoder requires a secret; the asymmetric algorithm contains its own key.
    private static byte[] SecretOf(StackKey key) => key.Secret is not null ? Convert.FromBase64String(key.Secret) : [0];

    // Newtonsoft, which that library writes with, knows nothing of JsonNode.
    private static object Plain(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => value.GetValue<long>(),
        _ => value.AsArray().Select(item => item!.GetValue<string>()).ToArray(),
    };

    private static string? Subject(string claims) => JsonNode.Parse(claims)!["sub"]?.GetValue<string>();
}
