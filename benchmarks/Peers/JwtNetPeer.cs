using JWT;
using JWT.Algorithms;
using JWT.Serializers;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Peers;

/// <summary>The package JWT (Jwt.Net). It supports only HMAC and RS256, and checks signature, <c>exp</c> and <c>nbf</c>.</summary>
internal sealed class JwtNetPeer
{
    private readonly byte[] _key;
    private readonly JwtDecoder _decoder;
    private readonly JwtEncoder _encoder;
    private readonly Dictionary<string, object> _headers;

    public JwtNetPeer(BenchmarkKey key, string kid)
    {
        var serializer = new JsonNetSerializer();
        var base64 = new JwtBase64UrlEncoder();
        IJwtAlgorithm algorithm = key.Rsa is { } rsa ? new RS256Algorithm(rsa, rsa) : new HMACSHA256Algorithm();
        // The decoder requires a key; the asymmetric algorithm contains its own.
        _key = key.Secret ?? [0];
        _decoder = new JwtDecoder(serializer, new JwtValidator(serializer, new UtcDateTimeProvider()), base64, algorithm);
        _encoder = new JwtEncoder(algorithm, serializer, base64);
        _headers = new Dictionary<string, object> { ["typ"] = "at+jwt", ["kid"] = kid };
    }

    public static bool Supports(JwtAlgorithm algorithm) => algorithm is JwtAlgorithm.HS256 or JwtAlgorithm.RS256;

    public string Read(string token) => _decoder.Decode(token, _key, verify: true);

    public string Create() => _encoder.Encode(_headers, PlainClaims.Create(), _key);
}
