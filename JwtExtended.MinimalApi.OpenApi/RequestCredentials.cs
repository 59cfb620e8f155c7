using Microsoft.OpenApi;

namespace JwtExtended.MinimalApi;

/// <summary>Describes what a request carries beside a security scheme: a token in its body, and the proof against forgery.</summary>
internal static class RequestCredentials
{
    private static readonly string[] SafeMethods = ["GET", "HEAD", "OPTIONS"];

    public static void Describe(OpenApiOperation operation, JwtEndpointMetadata metadata, string? method, JwtOptions options)
    {
        var isSafe = SafeMethods.Contains(method, StringComparer.OrdinalIgnoreCase);
        if (!isSafe && (metadata.Locations.Contains(TokenLocation.JsonBody) || OAuthForms.AreDescribed(metadata)))
            operation.RequestBody ??= BodyOf(metadata);
        if (metadata.Locations.Contains(TokenLocation.Cookie) && options.Csrf.Mode == CsrfMode.DoubleSubmit && !isSafe)
            (operation.Parameters ??= []).Add(HeaderOf(options.Csrf.HeaderName));
    }

    private static OpenApiRequestBody BodyOf(JwtEndpointMetadata metadata)
    {
        var content = new Dictionary<string, OpenApiMediaType>();
        if (metadata.Locations.Contains(TokenLocation.JsonBody))
            content["application/json"] = JsonOf(metadata);
        if (OAuthForms.AreDescribed(metadata))
            content[OAuthForms.MediaType] = OAuthForms.Describe(metadata);
        return new() { Content = content, Required = metadata.Locations is [TokenLocation.Form] };
    }

    private static OpenApiMediaType JsonOf(JwtEndpointMetadata metadata) => new()
    {
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = metadata.TokenTypes.ToDictionary(NameOf, static _ => (IOpenApiSchema)new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "The token, if it is in no other place of the request.",
            }),
        },
    };

    private static OpenApiParameter HeaderOf(string name) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = "With a token in a cookie: the value of the readable cookie that was set with it.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static string NameOf(TokenType type) => type == TokenType.Refresh ? "refresh_token" : "access_token";
}
