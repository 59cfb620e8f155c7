using System.Buffers.Text;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>Reads as much of an HTTP/1.1 response as it takes to find its end.</summary>
internal static class HttpResponseText
{
    private const int StatusStart = 9;

    private const int StatusLength = 3;

    /// <summary>Reads the status of a response that has arrived completely.</summary>
    public static bool TryReadStatus(ReadOnlySpan<byte> response, out int status)
    {
        status = 0;
        var end = response.IndexOf("\r\n\r\n"u8);
        return end >= 0
            && IsComplete(response[..end], response[(end + 4)..])
            && Utf8Parser.TryParse(response.Slice(StatusStart, StatusLength), out status, out _);
    }

    private static bool IsComplete(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body)
    {
        var length = headers.IndexOf("\r\nContent-Length: "u8);
        if (length < 0)
            return body.EndsWith("0\r\n\r\n"u8);
        return Utf8Parser.TryParse(headers[(length + 18)..], out int expected, out _) && body.Length == expected;
    }
}
