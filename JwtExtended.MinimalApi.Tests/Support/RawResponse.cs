using System.Net;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Parses a response as it was received.</summary>
internal static class RawResponse
{
    public static HttpResponseMessage Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = (text[..end], text[(end + 4)..]);
        var lines = head.Split("\r\n");
        var status = (HttpStatusCode)int.Parse(lines[0].Split(' ')[1], null);
        var response = new HttpResponseMessage(status) { Content = new StringContent(Unchunk(head, body)) };
        response.Content.Headers.ContentType = null;
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (!response.Headers.TryAddWithoutValidation(line[..colon], line[(colon + 1)..].Trim()))
                response.Content.Headers.TryAddWithoutValidation(line[..colon], line[(colon + 1)..].Trim());
        }

        return response;
    }

    private static string Unchunk(string head, string body)
    {
        if (!head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            return body;
        var text = "";
        while (true)
        {
            var end = body.IndexOf("\r\n", StringComparison.Ordinal);
            var size = Convert.ToInt32(body[..end], 16);
            if (size == 0)
                return text;
            text += body.Substring(end + 2, size);
            body = body[(end + 2 + size + 2)..];
        }
    }
}
