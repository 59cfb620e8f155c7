using System.Diagnostics;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Exchanges refresh tokens, and tells the meter and the trace what each exchange came to.</summary>
internal sealed class MeasuredRotation(RefreshRotation rotation, JwtMetrics metrics)
{
    /// <summary>Gets what exchanges the tokens of other issuers; <see langword="null"/> where none are accepted.</summary>
    public LegacyRotation? Legacy { private get; init; }

    public async ValueTask<Outcome<RefreshedTokens>> RotateAsync(RefreshRequest request)
    {
        var span = JwtTracing.Start(JwtTracing.RefreshSpan, metrics.Guard);
        try
        {
            var result = await (request.Token.Legacy is null ? rotation.RotateAsync(request) : Legacy!.RotateAsync(request));
            Report(span, result.Exchange is { } outcome ? TagValue.Of(outcome) : TagValue.Refused);
            if (result.Tokens.Value is { } issued)
                CountIssued(issued);
            return result.Tokens;
        }
        catch (Exception e)
        {
            Report(span, TagValue.Failed);
            if (span is not null)
                JwtTracing.Fail(span, TagValue.Of(e, CancellationToken.None));
            throw;
        }
        finally
        {
            JwtTracing.End(span, metrics.Guard);
        }
    }

    private void Report(Activity? span, string result)
    {
        metrics.Exchanged(result);
        span?.SetTag(TelemetryTag.RefreshResult, result);
    }

    private void CountIssued(RefreshedTokens issued)
    {
        metrics.Issued(TokenType.Access);
        if (!issued.KeepsRefreshToken)
            metrics.Issued(TokenType.Refresh);
    }
}
