using System.Buffers.Text;
using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Peers;

/// <summary>What no reader can go below: the signature decoded and verified by the base class library, nothing parsed, nothing else checked.</summary>
internal sealed class Floor(BenchmarkKey key)
{
    public bool Read(string token)
    {
        var dot = token.LastIndexOf('.');
        return key.Verify(Encoding.UTF8.GetBytes(token, 0, dot), Base64Url.DecodeFromChars(token.AsSpan(dot + 1)));
    }
}
