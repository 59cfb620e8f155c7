using System.Text.Json;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Responds to refused requests: log event, metric, span, status, challenge, body, in this order.</summary>
internal sealed class ErrorResponder(ErrorHandlers handlers, Challenge challenge, JwtMetrics metrics, ILogger logger)
{
    /// <summary>Whether responses say the exact reason, without any text of the token: in Development alone.</summary>
    public bool ShowsReasons { get; init; }

    /// <summary>Short: a refresh whose response was lost must be repeated within the grace window.</summary>
    public const string RetryAfterSeconds = "1";

    /// <summary>Refuses a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="endpoint">What the endpoint requires.</param>
    /// <param name="token">The token, where it was verified.</param>
    /// <returns>A task that completes when the response has been written.</returns>
    public async Task RefuseAsync(HttpContext context, Refusal refusal, RefusalContext endpoint, Token? token)
    {
        var entry = ErrorTable.Entry(refusal.Code);
        var error = ErrorTable.Error(refusal.Code, handlers.Legacy);
        if (refusal.Advice is { } advice)
        {
            entry = entry with { Message = $"{entry.Message} {advice}" };
            error = new JwtError(error.Code, error.StatusCode, entry.Message);
        }

        Report(entry, refusal, endpoint);
        RequestActivity.NoteRefusal(context, entry.Name, refusal.Reason);
        if (endpoint.IsOAuth)
        {
            // What OAuth specifies is no matter of taste: the application is not asked.
            await OAuthError.WriteAsync(context, entry, refusal, ShowsReasons);
            return;
        }

        SetHeaders(context.Response, error, endpoint);
        // A handler that responds with a challenge of the scheme is asked again for it: the second time it is not called.
        if (handlers.For(refusal.Code) is not { } handler || context.Features.Get<AskedHandler>() is not null
            || !await RespondAsync(handler, new JwtErrorContext(context, error, token)))
            await WriteBodyAsync(context, entry, ShowsReasons ? refusal.Reason : null);
    }

    /// <summary>Notes why a token could not be signed.</summary>
    /// <param name="exception">What the key did.</param>
    public void ReportFailure(JwtSigningException exception) => Log.SigningFailed(logger, exception);

    /// <summary>Notes that a credential counts as none, where another endpoint would have refused it.</summary>
    /// <param name="refusal">Why it would have been refused.</param>
    /// <param name="endpoint">The name of the endpoint.</param>
    public void ReportIgnored(Refusal refusal, string endpoint) =>
        Log.CredentialIgnored(logger, endpoint, ErrorTable.Entry(refusal.Code).Name, refusal.Reason, refusal.ClientValue);

    /// <summary>Notes a refusal of what is no request, such as a call of a hub method.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="name">What was refused.</param>
    /// <returns>The error for the caller.</returns>
    public JwtError ReportRefused(Refusal refusal, string name)
    {
        Report(ErrorTable.Entry(refusal.Code), refusal, new RefusalContext(name, null, null));
        return ErrorTable.Error(refusal.Code, handlers.Legacy);
    }

    private static async Task<bool> RespondAsync(Func<JwtErrorContext, ValueTask<IResult>> handler, JwtErrorContext error)
    {
        error.HttpContext.Features.Set(new AskedHandler());
        try
        {
            if (await handler(error) is not { } result)
                return false;
            await result.ExecuteAsync(error.HttpContext);
            return true;
        }
        finally
        {
            error.HttpContext.Features.Set<AskedHandler>(null);
        }
    }

    private void Report(ErrorEntry entry, Refusal refusal, RefusalContext endpoint)
    {
        var logged = new RefusalLogEntry
        {
            Code = entry.Name,
            Endpoint = endpoint.Endpoint,
            Reason = refusal.Reason,
            ClientValue = refusal.ClientValue,
        };
        logged.WriteTo(logger, LevelOf(refusal), entry.EventId);
        metrics.Refused(entry.Name);
    }

    // Requests without a token are part of every day: a page asks who is signed in.
    private static LogLevel LevelOf(Refusal refusal) => refusal switch
    {
        { Suspicious: true } => LogLevel.Warning,
        { Code: JwtErrorCode.TokenMissing } => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    private void SetHeaders(HttpResponse response, JwtError error, RefusalContext endpoint)
    {
        response.StatusCode = error.StatusCode;
        // Of what a handler would have written.
        response.ContentLength = null;
        if (challenge.For(error, endpoint) is { } header)
            response.Headers.WWWAuthenticate = header;
        if (error.Code is JwtErrorCode.StoreUnavailable or JwtErrorCode.SigningUnavailable)
            response.Headers.RetryAfter = RetryAfterSeconds;
    }

    private Task WriteBodyAsync(HttpContext context, ErrorEntry entry, string? reason) => handlers.Legacy
        ? WriteLegacyAsync(context, new LegacyBody(entry.Message))
        : WriteProblemAsync(context, new ProblemBody(entry) { Reason = reason });

    private static Task WriteLegacyAsync(HttpContext context, LegacyBody body)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, body, JwtJsonContext.Default.LegacyBody, context.RequestAborted);
    }

    private static async Task WriteProblemAsync(HttpContext context, ProblemBody body)
    {
        if (context.RequestServices.GetService<IProblemDetailsService>() is { } service
            && await service.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = body.ToProblemDetails() }))
            return;
        context.Response.ContentType = "application/problem+json";
        await JsonSerializer.SerializeAsync(context.Response.Body, body, JwtJsonContext.Default.ProblemBody, context.RequestAborted);
    }

    /// <summary>Marks a request for which the application's handler is being asked.</summary>
    private sealed class AskedHandler;
}
