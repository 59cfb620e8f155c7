using System.Buffers.Text;
using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Peers;

/// <summary>The lower bound of every reader: the base class library decodes and verifies the signature, and nothing is parsed.</summary>
internal sealed class Floor(BenchmarkKey key)
{
    public bool Read(string token)
    {
        var dot = token.LastIndexOf('.');
        return key.Verify(Encoding.UTF8.GetBytes(token, 0, dot), Base64Url.DecodeFromChars(token.AsSpan(dot + 1)));
    }
}
