using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>
/// The problem details (RFC 9457) of a refused request. The application's problem details service writes them, or else the package.
/// </summary>
internal sealed record ProblemBody
{
    // What clients compare: it stays what it is, wherever the pages of the package are read one day. The anchor is the code.
    private const string Types = "https://github.com/jwt-extended/JwtExtended.MinimalApi/blob/main/docs/errors.md#";

    /// <summary>Describes a refusal.</summary>
    /// <param name="entry">The row of the error table.</param>
    public ProblemBody(ErrorEntry entry)
    {
        Type = Types + entry.Name;
        Title = ReasonPhrases.GetReasonPhrase(entry.Status);
        Status = entry.Status;
        Detail = entry.Message;
        Code = entry.Name;
    }

    /// <summary>The type of the problem (RFC 9457, 3.1.1): one for each code, the page that explains it.</summary>
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
    /// <returns>The same problem. What the application customizes is its own.</returns>
    public ProblemDetails ToProblemDetails()
    {
        var problem = new ProblemDetails
        {
            Type = Type,
            Title = Title,
            Status = Status,
            Detail = Detail,
            Extensions = { ["code"] = Code },
        };
        if (Reason is not null)
            problem.Extensions["reason"] = Reason;
        return problem;
    }
}
