using System.Text.Json;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Answers refused requests: log event, metric, status, challenge, body, in this order.</summary>
internal sealed class ErrorResponder(ErrorHandlers handlers, Challenge challenge, JwtMetrics? metrics, ILogger logger)
{
    // Short: a refresh whose answer was lost is to be repeated within the grace window.
    private const string RetryAfterSeconds = "1";

    public async Task RefuseAsync(HttpContext context, Refusal refusal, RefusalContext endpoint, Token? token)
    {
        var entry = ErrorTable.Entry(refusal.Code);
        var error = ErrorTable.Error(refusal.Code, handlers.Legacy);
        if (refusal.Advice is { } advice)
        {
            entry = entry with { Message = $"{entry.Message} {advice}" };
            error = new JwtError(error.Code, error.StatusCode, entry.Message);
        }

        entry.Log(logger, refusal.Suspicious ? LogLevel.Warning : LogLevel.Debug, endpoint.Endpoint, refusal.Reason, refusal.Foreign);
        metrics?.Refused(entry.Name);

        context.Response.StatusCode = error.StatusCode;
        if (challenge.For(refusal.Code, endpoint) is { } header)
            context.Response.Headers.WWWAuthenticate = header;
        if (refusal.Code == JwtErrorCode.StoreUnavailable)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;

        if (handlers.For(refusal.Code) is { } answer && await answer(new JwtErrorContext(context, error, token)) is { } result)
            await result.ExecuteAsync(context);
        else
            await WriteBodyAsync(context, entry, error);
    }

    private async Task WriteBodyAsync(HttpContext context, ErrorEntry entry, JwtError error)
    {
        if (handlers.Legacy)
        {
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, new LegacyBody(error.Message), JwtJsonContext.Default.LegacyBody, context.RequestAborted);
        }
        else if (!await TryWriteProblemAsync(context, entry))
        {
            context.Response.ContentType = "application/problem+json";
            await JsonSerializer.SerializeAsync(context.Response.Body, new ProblemBody(entry), JwtJsonContext.Default.ProblemBody, context.RequestAborted);
        }
    }

    private static async ValueTask<bool> TryWriteProblemAsync(HttpContext context, ErrorEntry entry)
    {
        if (context.RequestServices.GetService<IProblemDetailsService>() is not { } service)
            return false;
        var problem = new ProblemDetails
        {
            Title = ProblemBody.TitleOf(entry.Status),
            Status = entry.Status,
            Detail = entry.Message,
            Extensions = { ["code"] = entry.Name },
        };
        return await service.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
    }
}
