namespace JwtExtended.MinimalApi;

/// <summary>A session that <see cref="JwtService.StartSessionAsync"/> began, for a page of "your devices".</summary>
public sealed record JwtSession
{
    internal JwtSession(SessionRecord record)
    {
        Id = record.Id;
        Started = record.Started;
        LastRefreshed = record.LastRefreshed;
        UserAgent = record.UserAgent;
    }

    /// <summary>The id (<c>sid</c>), which <see cref="JwtService.EndSessionAsync"/> takes. It is no credential.</summary>
    public string Id { get; }

    /// <summary>When the session began.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>When the session was refreshed last; at first, when it began.</summary>
    public DateTimeOffset LastRefreshed { get; }

    /// <summary>What the client called itself, at most 256 characters. It chose them: encode them where they are shown.</summary>
    public string? UserAgent { get; }
}
