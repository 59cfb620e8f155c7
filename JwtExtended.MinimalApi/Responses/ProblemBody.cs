using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>The RFC 9457 body that is written when the application's problem details service says no.</summary>
internal sealed record ProblemBody
{
    public ProblemBody(ErrorEntry entry)
    {
        Type = TypeOf(entry.Status);
        Title = TitleOf(entry.Status);
        Status = entry.Status;
        Detail = entry.Message;
        Code = entry.Name;
    }

    [JsonPropertyName("type")]
    public string Type { get; }

    [JsonPropertyName("title")]
    public string Title { get; }

    [JsonPropertyName("status")]
    public int Status { get; }

    [JsonPropertyName("detail")]
    public string Detail { get; }

    [JsonPropertyName("code")]
    public string Code { get; }

    public static string TitleOf(int status) => ReasonPhrases.GetReasonPhrase(status);

    // The same addresses that ASP.NET Core gives its own problem details (RFC 9110, section 15).
    private static string TypeOf(int status) => "https://tools.ietf.org/html/rfc9110#section-15." + status switch
    {
        400 => "5.1",
        401 => "5.2",
        403 => "5.4",
        _ => "6.4",
    };
}
