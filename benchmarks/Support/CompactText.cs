using System.Buffers.Text;
using System.Text;

namespace JwtExtended.MinimalApi.Benchmarks.Support;

/// <summary>Splits and joins compact texts, without any check.</summary>
internal static class CompactText
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    public static byte[] DecodeBytes(string token, int part) => Base64Url.DecodeFromChars(token.Split('.')[part]);

    public static string Decode(string token, int part) => Encoding.UTF8.GetString(DecodeBytes(token, part));

    /// <summary>The token with one part replaced.</summary>
    public static string With(string token, int part, string encoded)
    {
        var parts = token.Split('.');
        parts[part] = encoded;
        return string.Join('.', parts);
    }

    /// <summary>Any header and payload, properly signed.</summary>
    public static string Sign(BenchmarkKey key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var input = $"{Encode(header)}.{Encode(payload)}";
        return $"{input}.{Encode(key.Sign(Encoding.UTF8.GetBytes(input)))}";
    }

    public static string Sign(BenchmarkKey key, string header, string payload) =>
        Sign(key, Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload));
}
