using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Testing;

/// <summary>What a response says about a refusal, and the text that tells a developer.</summary>
internal sealed class RefusalReport
{
    private const int MostBodyCharacters = 200;

    private static readonly FrozenDictionary<string, JwtErrorCode> Codes =
        Enum.GetValues<JwtErrorCode>().ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    private readonly HttpResponseMessage _response;
    private readonly string _body;
    private readonly JsonElement? _problem;

    private RefusalReport(HttpResponseMessage response, string body, JsonElement? problem)
    {
        _response = response;
        _body = body;
        _problem = problem;
        Code = Text("code") is { } name && Codes.TryGetValue(name, out var code) ? code : null;
    }

    /// <summary>The error code; <see langword="null"/> where the body has none.</summary>
    public JwtErrorCode? Code { get; }

    /// <summary>Whether the status of the response is not the one that its body says.</summary>
    public bool HasOtherStatus => Status is { } status && status != (int)_response.StatusCode;

    /// <summary>The method and path, without the query: it may hold a token.</summary>
    public string Request =>
        _response.RequestMessage is { } request ? $"{request.Method} {request.RequestUri?.AbsolutePath}" : "the request";

    private int? Status =>
        _problem?.TryGetProperty("status", out var value) == true && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    public static async Task<RefusalReport> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        using var document = ResponseBody.TryParse(body);
        JsonElement? problem = document?.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        return new RefusalReport(response, Encoding.UTF8.GetString(body), problem);
    }

    public static string NameOf(JwtErrorCode code) => JsonSerializer.SerializeToElement(code).GetString()!;

    /// <summary>Says what came, to follow "but".</summary>
    /// <returns>The end of a sentence.</returns>
    public override string ToString()
    {
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture, $"the response is {(int)_response.StatusCode} ({_response.ReasonPhrase})");
        if (Code is { } code)
            text.Append(CultureInfo.InvariantCulture, $", {NameOf(code)}");
        if (HasOtherStatus)
            text.Append(CultureInfo.InvariantCulture, $", while its body says {Status}");
        foreach (var part in new[] { Text("detail"), Text("reason") }.OfType<string>())
            text.Append(CultureInfo.InvariantCulture, $". {part.TrimEnd('.')}");
        // The body of a success may hold tokens.
        if (Code is null && !_response.IsSuccessStatusCode)
            text.Append(CultureInfo.InvariantCulture, $", without a code. Its body: {Shortened()}");
        return text.Append('.').ToString();
    }

    private string Shortened() => _body.Length switch
    {
        0 => "empty",
        > MostBodyCharacters => _body[..MostBodyCharacters] + "...",
        _ => _body,
    };

    private string? Text(string name) =>
        _problem?.TryGetProperty(name, out var value) == true && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
