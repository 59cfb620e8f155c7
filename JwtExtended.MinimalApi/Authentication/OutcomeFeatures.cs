using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>Keeps the outcome on the request, as its user and its authentication result.</summary>
/// <param name="hasOtherSchemes">Whether the app has authentication services: their middleware can replace both features.</param>
internal sealed class OutcomeFeatures(bool hasOtherSchemes)
{
    /// <summary>Whether the trace of a request names the user of its token.</summary>
    public bool TracesUsers { private get; init; }

    /// <summary>Finds the outcome for an endpoint.</summary>
    /// <returns>The outcome; <see langword="null"/> when the request was not authenticated for this endpoint.</returns>
    public AuthenticationOutcome? Find(HttpContext context, Endpoint endpoint)
    {
        var outcome = context.Features.Get<IHttpAuthenticationFeature>() as AuthenticationOutcome;
        if (hasOtherSchemes && outcome is null)
            outcome = context.Features.Get<ITokenFeature>() as AuthenticationOutcome;
        return ReferenceEquals(outcome?.Endpoint, endpoint) ? outcome : null;
    }

    /// <summary>Makes the outcome known to everything that comes later, whatever was there before.</summary>
    public void Publish(HttpContext context, AuthenticationOutcome outcome)
    {
        var features = context.Features;
        var user = features.Get<IHttpAuthenticationFeature>();
        if (ReferenceEquals(user, outcome))
            return;
        // Without other schemes only an outcome of ours can be there, and it is both features.
        outcome.Cover(user, hasOtherSchemes ? features.Get<IAuthenticateResultFeature>() : user as IAuthenticateResultFeature);
        features.Set<IHttpAuthenticationFeature>(outcome);
        features.Set<IAuthenticateResultFeature>(outcome);
        if (hasOtherSchemes)
            features.Set<ITokenFeature>(outcome);
        Trace(context, outcome);
    }

    /// <summary>Adds the user of an outcome to the trace of the request, where the application wants that.</summary>
    public void Trace(HttpContext context, AuthenticationOutcome outcome)
    {
        if (TracesUsers && outcome.Token is { } token)
            RequestActivity.NoteUser(context, token);
    }
}
