using Microsoft.OpenApi;

namespace JwtExtended.MinimalApi;

/// <summary>Describes forms of OAuth clients, and the errors that they get (RFC 6749, 5.2).</summary>
internal static class OAuthForms
{
    public const string MediaType = "application/x-www-form-urlencoded";

    private const string JsonType = "application/json";
    private const string SchemaId = "OAuthError";

    /// <summary>
    /// Whether an operation has a form in its description: where it has another body as well, or no other way. Elsewhere, a client that
    /// was generated from the document, and sends a header or a cookie, would have to send a form too.
    /// </summary>
    /// <returns><see langword="false"/> if the form is left to OAuth clients, which do not ask for its description.</returns>
    public static bool AreDescribed(JwtEndpointMetadata metadata) => metadata.Locations.Contains(TokenLocation.Form)
        && (metadata.Locations.Contains(TokenLocation.JsonBody) || metadata.Locations.Count == 1);

    /// <summary>Describes the form of an operation.</summary>
    /// <returns>A request to the token endpoint, or one about a token.</returns>
    public static OpenApiMediaType Describe(JwtEndpointMetadata metadata) => new() { Schema = SchemaOf(metadata) };

    /// <summary>Describes the errors of an operation that a form reaches.</summary>
    public static void DescribeErrors(OpenApiOperation operation, JwtEndpointMetadata metadata, OpenApiDocument document)
    {
        var responses = operation.Responses ??= [];
        if (metadata.RequiresClientSecret)
            responses["401"] = new OpenApiResponse { Description = "- `invalid_client`: The client is not authenticated." };
        // Clients with a form get every refusal of a token as 400.
        foreach (var status in (string[])["400", "503", .. metadata.RequiresClientSecret ? ["401"] : Array.Empty<string>()])
        {
            if (!responses.TryGetValue(status, out var response))
                responses[status] = response = new OpenApiResponse { Description = "An error for an OAuth client." };
            if (response is OpenApiResponse described)
                (described.Content ??= new Dictionary<string, OpenApiMediaType>())[JsonType] = new() { Schema = ErrorIn(document) };
        }
    }

    private static OpenApiSchema SchemaOf(JwtEndpointMetadata metadata) => IsTokenEndpoint(metadata)
        ? FormOf(
            ["grant_type", "refresh_token"],
            ("grant_type", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["refresh_token"] }),
            ("refresh_token", Text("The refresh token.")),
            ("scope", Text("Scopes of the session, separated by spaces, if the access token is to have fewer.")),
            ("client_id", Text("The id of the client, if it has one.")))
        : FormOf(
            ["token"],
            ("token", Text("The token.")),
            ("token_type_hint", Text("The type of the token: access_token or refresh_token.")),
            ("client_id", Text("The id of the client, if it does not authenticate by HTTP Basic.")),
            ("client_secret", Text("The secret of the client, if it has one and does not authenticate by HTTP Basic.")));

    private static bool IsTokenEndpoint(JwtEndpointMetadata metadata) => metadata.TokenTypes is [TokenType.Refresh];

    private static OpenApiSchema FormOf(string[] required, params (string Name, OpenApiSchema Schema)[] parameters) => new()
    {
        Type = JsonSchemaType.Object,
        Required = required.ToHashSet(),
        Properties = parameters.ToDictionary(static item => item.Name, static item => (IOpenApiSchema)item.Schema),
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchemaReference ErrorIn(OpenApiDocument document)
    {
        if (document.Components?.Schemas?.ContainsKey(SchemaId) != true)
        {
            document.AddComponent<IOpenApiSchema>(SchemaId, new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "An error for an OAuth client (RFC 6749, 5.2).",
                Required = new HashSet<string> { "error" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["error"] = Text("The error, such as invalid_grant."),
                    ["error_description"] = Text("One sentence for developers."),
                },
            });
        }

        return new OpenApiSchemaReference(SchemaId, document);
    }
}
