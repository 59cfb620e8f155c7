using System.Text.Json;
using Jose;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Peers;

/// <summary>jose-jwt through its public API. It checks the signature and leaves the claims to its caller.</summary>
internal sealed class JosePeer(BenchmarkKey key, string kid)
{
    private readonly JwsAlgorithm _algorithm = Enum.Parse<JwsAlgorithm>(key.Algorithm.ToString());
    private readonly Dictionary<string, object> _headers = new() { ["typ"] = "at+jwt", ["kid"] = kid };

    public string Read(string token) => Jose.JWT.Decode(token, key.Material, _algorithm);

    public string Create() => Jose.JWT.Encode(JsonSerializer.Serialize(PlainClaims.Create()), key.Material, _algorithm, _headers);
}
