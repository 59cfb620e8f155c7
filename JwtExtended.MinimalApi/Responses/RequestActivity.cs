using System.Diagnostics;
using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Adds what the package knows to the span of a request, where somebody records it.</summary>
internal static class RequestActivity
{
    private const string RefusalEvent = "jwt_extended.refusal";

    /// <summary>Notes that the request is refused. The tag <c>error.type</c> of a request belongs to its server.</summary>
    /// <param name="context">The request.</param>
    /// <param name="code">The stable code of the refusal.</param>
    /// <param name="reason">The exact reason.</param>
    public static void NoteRefusal(HttpContext context, string code, string reason)
    {
        if (Find(context) is not { } span)
            return;
        span.SetTag(TelemetryTag.RefusalCode, code);
        var tags = new ActivityTagsCollection { [TelemetryTag.RefusalCode] = code, [TelemetryTag.RefusalReason] = reason };
        span.AddEvent(new ActivityEvent(RefusalEvent, tags: tags));
    }

    /// <summary>Notes whose token the request carries.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The token, which was accepted.</param>
    public static void NoteUser(HttpContext context, Token token)
    {
        if (Find(context) is not { } span)
            return;
        span.SetTag(TelemetryTag.EndUserId, token.Sub);
        if (token.SessionId is { } sid)
            span.SetTag(TelemetryTag.SessionId, sid);
    }

    // ASP.NET Core creates one for its log as well, which has no listener.
    private static Activity? Find(HttpContext context) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span && span.Source.HasListeners()
            ? span
            : null;
}
