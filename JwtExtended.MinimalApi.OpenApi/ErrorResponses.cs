using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace JwtExtended.MinimalApi;

/// <summary>Describes the responses of refused requests: their codes, and the problem details that carry them.</summary>
internal static class ErrorResponses
{
    private const string ProblemType = "application/problem+json";
    private const string SchemaId = "JwtProblem";
    private const string Code = "code";

    public static void Describe(OpenApiOperation operation, JwtEndpointMetadata metadata, OpenApiDocument document)
    {
        var responses = operation.Responses ??= [];
        // The statuses beside 401, which every such endpoint describes, have the same kind of body.
        responses.TryGetValue("401", out var unauthorized);
        foreach (var errors in metadata.Errors.GroupBy(static error => error.StatusCode).OrderBy(static errors => errors.Key))
        {
            var status = errors.Key.ToString(CultureInfo.InvariantCulture);
            if (!responses.TryGetValue(status, out var response))
                responses[status] = response = new OpenApiResponse { Content = CopyOf(unauthorized?.Content) };
            if (response is not OpenApiResponse described)
                continue;
            described.Description = string.Join('\n', errors.Select(error => Line(error, metadata)));
            if (described.Content?.TryGetValue(ProblemType, out var body) == true && body.Schema is { } problem)
                body.Schema = ReferenceIn(document, problem);
        }
    }

    private static Dictionary<string, OpenApiMediaType>? CopyOf(IDictionary<string, OpenApiMediaType>? content) =>
        content?.ToDictionary(static body => body.Key, static body => new OpenApiMediaType { Schema = body.Value.Schema });

    private static string Line(JwtError error, JwtEndpointMetadata metadata) =>
        $"- `{NameOf(error.Code)}`: {error.Message}{Detail(error, metadata)}";

    private static string Detail(JwtError error, JwtEndpointMetadata metadata) => error.Code switch
    {
        JwtErrorCode.AccessDenied => One("one of the roles", metadata.Roles) + One("the scopes", metadata.Scopes),
        JwtErrorCode.FreshRequired when metadata.MaxAge is { } age =>
            string.Create(CultureInfo.InvariantCulture, $" The user authenticated at most {age.TotalSeconds:0} seconds ago."),
        _ => "",
    };

    private static string One(string what, IReadOnlyList<string> names) =>
        names.Count == 0 ? "" : $" It needs {what} {string.Join(", ", names.Select(static name => $"`{name}`"))}.";

    private static OpenApiSchemaReference ReferenceIn(OpenApiDocument document, IOpenApiSchema problem)
    {
        // The copy of a body that was described before refers to it already.
        if (document.Components?.Schemas?.ContainsKey(SchemaId) != true)
            document.AddComponent<IOpenApiSchema>(SchemaId, new OpenApiSchema { AllOf = [problem, CreateExtension()] });
        return new OpenApiSchemaReference(SchemaId, document);
    }

    private static OpenApiSchema CreateExtension() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457) of a refused request.",
        Required = new HashSet<string> { Code },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            [Code] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "The stable code of the error.",
                Enum = [.. Enum.GetValues<JwtErrorCode>().Select(static code => (JsonNode)JsonValue.Create(NameOf(code)))],
            },
        },
    };

    private static string NameOf(JwtErrorCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());
}
