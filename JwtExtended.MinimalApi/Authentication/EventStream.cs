using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>Streams of server-sent events: unlike any other response, one is complete wherever it ends.</summary>
internal static class EventStream
{
    public const string MediaType = "text/event-stream";

    /// <summary>Whether a client asks for one. <c>EventSource</c> always does.</summary>
    /// <returns><see langword="true"/> if it does.</returns>
    public static bool IsAcceptedBy(HttpRequest request)
    {
        foreach (var value in request.Headers.Accept)
        {
            if (value?.Contains(MediaType, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }

        return false;
    }

    /// <summary>Whether a response is one.</summary>
    /// <returns><see langword="true"/> if its content type says so.</returns>
    public static bool Is(StringValues contentType) =>
        contentType is [{ } text] && text.Contains(MediaType, StringComparison.OrdinalIgnoreCase)
        && MediaTypeHeaderValue.TryParse(text, out var type)
        && type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase);
}
