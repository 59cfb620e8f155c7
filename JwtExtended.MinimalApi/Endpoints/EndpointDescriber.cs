using System.Collections.Immutable;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Describes what the endpoints of an app require, and how they refuse, for those who read it.</summary>
/// <param name="locations">Where tokens are looked for, where an endpoint does not say it.</param>
/// <param name="checksCookies">Whether requests with a token in a cookie are checked for forgery.</param>
/// <param name="handlers">The application's own responses.</param>
internal sealed class EndpointDescriber(ImmutableArray<TokenLocation> locations, bool checksCookies, ErrorHandlers handlers)
{
    // What every client of an endpoint has to expect. Who wants to tell more has the errors of the description.
    private static readonly int[] Documented = [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden];

    /// <summary>Describes what metadata requires.</summary>
    /// <returns>The description; <see langword="null"/> when it asks for no token.</returns>
    public JwtEndpointMetadata? Describe(EndpointMetadataCollection metadata)
    {
        if (EndpointRequirement.Of(metadata) is not { Presence: not TokenPresence.Open } requirement)
            return metadata.GetMetadata<AnnouncedEndpoint>() is { IsOAuth: true } endpoint ? Describe(endpoint) : null;
        var enabled = LocationsOf(requirement);
        var forgery = checksCookies && enabled.Contains(TokenLocation.Cookie) && !IsSafe(metadata);
        return new JwtEndpointMetadata
        {
            IsRequired = requirement.Presence == TokenPresence.Required,
            TokenTypes = [.. Enum.GetValues<TokenType>().Where(type => requirement.Types.HasFlag(type.ToTypes()))],
            Locations = enabled,
            Roles = [.. requirement.Allow.SelectMany(static roles => roles).Distinct(StringComparer.Ordinal)],
            Scopes = requirement.Scopes,
            RequiresFresh = requirement.Fresh,
            MaxAge = requirement.MaxAge,
            Errors =
            [
                .. RequirementErrors.Of(requirement, enabled, forgery).Order().Select(code => ErrorTable.Error(code, handlers.Legacy)),
            ],
        };
    }

    // RFC 7009, 2.1, and RFC 7662, 2.1: the token is what the request is about, and anyone who has it may ask, or a caller with a secret.
    private static JwtEndpointMetadata Describe(AnnouncedEndpoint endpoint) => new()
    {
        IsRequired = true,
        RequiresClientSecret = endpoint == AnnouncedEndpoint.Introspection,
        TokenTypes = [TokenType.Access, TokenType.Refresh],
        Locations = [TokenLocation.Form],
        Errors = [ErrorTable.Error(JwtErrorCode.StoreUnavailable), ErrorTable.Error(JwtErrorCode.RequestInvalid)],
    };

    /// <summary>Adds the description of an endpoint to its metadata, with the responses of its refusals.</summary>
    public void AddTo(EndpointBuilder endpoint)
    {
        // Conventions run several times, and one in between may have changed the requirement.
        while (endpoint.Metadata.OfType<JwtEndpointMetadata>().FirstOrDefault() is { } earlier)
            endpoint.Metadata.Remove(earlier);
        if (Describe(new EndpointMetadataCollection(endpoint.Metadata)) is not { } description)
            return;
        // Where forms are turned off, it is none for OAuth clients.
        if (!description.Locations.Contains(TokenLocation.Form))
            endpoint.Metadata.Remove(AnnouncedEndpoint.Token);
        endpoint.Metadata.Add(description);
        AddResponses(endpoint.Metadata, description);
    }

    private void AddResponses(IList<object> metadata, JwtEndpointMetadata description)
    {
        var described = metadata.OfType<IProducesResponseTypeMetadata>().Select(static response => response.StatusCode).ToHashSet();
        // ASP.NET Core describes a 200 only where nothing is described: with our own responses listed it has to be added.
        if (described.All(static status => status >= StatusCodes.Status400BadRequest))
            metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(void)));
        foreach (var errors in description.Errors.GroupBy(static error => error.StatusCode).OrderBy(static errors => errors.Key))
        {
            if (Documented.Contains(errors.Key) && !described.Contains(errors.Key))
                metadata.Add(ResponseOf(errors));
        }
    }

    private ProducesResponseTypeMetadata ResponseOf(IGrouping<int, JwtError> errors)
    {
        if (errors.Any(error => handlers.For(error.Code) is not null))
            return new(errors.Key, typeof(void));
        return handlers.Legacy
            ? new(errors.Key, typeof(LegacyBody), ["application/json"])
            : new(errors.Key, typeof(ProblemDetails), ["application/problem+json"]);
    }

    // RFC 6750, 5.3, and RFC 9700, 4.3.2: a refresh token is never read from a URL.
    private ImmutableArray<TokenLocation> LocationsOf(EndpointRequirement requirement)
    {
        var enabled = (requirement.From ?? locations).Where(location =>
            location != TokenLocation.Form && (location != TokenLocation.Query || requirement.Types != TokenTypes.Refresh));
        return requirement.AcceptsForm ? [.. enabled, TokenLocation.Form] : [.. enabled];
    }

    private static bool IsSafe(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods && methods.All(CsrfCheck.IsSafe);
}
