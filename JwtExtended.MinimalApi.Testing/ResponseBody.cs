using System.Text.Json;

namespace JwtExtended.MinimalApi.Testing;

/// <summary>Reads bodies that may be JSON.</summary>
internal static class ResponseBody
{
    public static JsonDocument? TryParse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            // Whether the body of a response is valid is for the test to say.
            return null;
        }
    }
}
