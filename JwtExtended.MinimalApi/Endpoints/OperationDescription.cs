using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What generators of OpenAPI documents tell of an endpoint of the package.</summary>
/// <param name="Summary">What lists show.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Status">The status of success.</param>
/// <param name="Body">The type of its body; <see langword="null"/> for none.</param>
/// <param name="ContentType">The media type of its body.</param>
internal sealed record OperationDescription(
    string Summary, string Description, int Status, Type? Body = null, string ContentType = "application/json")
{
    // The API explorer lists the endpoints that have a method, as those of route handlers do. One that the compiler has named belongs to
    // no group of its own.
    private static readonly MethodInfo Unnamed = ((Delegate)(static () => { })).Method;

    public static OperationDescription Jwks { get; } =
        new("Public keys", "Gets the public keys as a JWK Set (RFC 7517, 5).", StatusCodes.Status200OK, typeof(JsonObject),
            "application/jwk-set+json");

    public static OperationDescription Discovery { get; } =
        new("Issuer", "Gets the metadata of the issuer (RFC 8414, 3).", StatusCodes.Status200OK, typeof(JsonObject));

    public static OperationDescription Resource { get; } =
        new("Resource", "Gets the metadata of the protected resource (RFC 9728, 3).", StatusCodes.Status200OK, typeof(JsonObject));

    public static OperationDescription Logout { get; } =
        new("Log out", "Ends the session of the token, if it has not ended.", StatusCodes.Status204NoContent);

    public static OperationDescription LogoutAll { get; } =
        new("Log out everywhere", "Ends all sessions of the user, and revokes the user's tokens.", StatusCodes.Status204NoContent);

    public static OperationDescription Revocation { get; } =
        new("Revoke", "Revokes a token; a refresh token together with its session (RFC 7009).", StatusCodes.Status200OK);

    public static OperationDescription Introspection { get; } =
        new("Introspect", "Tells whether a token is active, and its claims (RFC 7662).", StatusCodes.Status200OK, typeof(JsonObject));

    /// <summary>The parameter of the query; <see langword="null"/> for none.</summary>
    public ParameterInfo? Parameter { get; init; }

    public static OperationDescription Refresh(Type body) =>
        new(
            "Refresh",
            "Exchanges a refresh token for new tokens. OAuth clients send it in a form (RFC 6749, 6).",
            StatusCodes.Status200OK,
            body);

    public static OperationDescription Ticket(Type body) =>
        new("Ticket", "Issues a ticket that opens the path once, in place of the access token.", StatusCodes.Status200OK, body)
        {
            Parameter = ((Delegate)(static (string path) => path)).Method.GetParameters()[0],
        };

    /// <summary>Whether a method is no handler, but stands for one of the package's endpoints.</summary>
    /// <returns><see langword="true"/> if it says nothing about what runs.</returns>
    public static bool IsOwn(MethodInfo method) => ReferenceEquals(method, Unnamed);

    /// <summary>Adds the description to endpoints.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <returns>The builder.</returns>
    public TBuilder AddTo<TBuilder>(TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(Unnamed, new EndpointSummaryAttribute(Summary), new EndpointDescriptionAttribute(Description), ResponseOf());
        return Parameter is null ? builder : builder.WithMetadata(new QueryParameter(Parameter));
    }

    private ProducesResponseTypeMetadata ResponseOf() => Body is null ? new(Status, typeof(void)) : new(Status, Body, [ContentType]);

    /// <summary>A required parameter of the query, as the binding of ASP.NET Core describes those of route handlers.</summary>
    private sealed class QueryParameter(ParameterInfo parameter) : IParameterBindingMetadata
    {
        public string Name => parameter.Name!;

        public bool HasTryParse => false;

        public bool HasBindAsync => false;

        public ParameterInfo ParameterInfo => parameter;

        public bool IsOptional => false;
    }
}
