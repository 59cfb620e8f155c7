using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>
/// The problem details (RFC 9457) of a refused request. The application's problem details service writes them, or else the package.
/// </summary>
internal sealed record ProblemBody
{
    /// <summary>Describes a refusal.</summary>
    /// <param name="entry">The row of the error table.</param>
    public ProblemBody(ErrorEntry entry)
    {
        Type = TypeOf(entry.Status);
        Title = ReasonPhrases.GetReasonPhrase(entry.Status);
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

    /// <summary>The exact reason; <see langword="null"/> outside of Development.</summary>
    [JsonPropertyName("reason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Converts the body for the application's problem details service.</summary>
    /// <returns>The same problem without a type: the service adds the application's own for the status.</returns>
    public ProblemDetails ToProblemDetails()
    {
        var problem = new ProblemDetails { Title = Title, Status = Status, Detail = Detail, Extensions = { ["code"] = Code } };
        if (Reason is not null)
            problem.Extensions["reason"] = Reason;
        return problem;
    }

    // The same addresses that ASP.NET Core gives its own problem details (RFC 9110, section 15).
    private static string TypeOf(int status) => "https://tools.ietf.org/html/rfc9110#section-15." + status switch
    {
        400 => "5.1",
        401 => "5.2",
        403 => "5.4",
        _ => "6.4",
    };
}
