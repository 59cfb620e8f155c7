using System.Collections.ObjectModel;
using JwtExtended.MinimalApi.Sessions;

namespace JwtExtended.MinimalApi;

/// <summary>A session that <see cref="JwtService.StartSessionAsync"/> recorded, for example for a list of the user's devices.</summary>
public sealed record JwtSession
{
    internal JwtSession(SessionRecord record)
    {
        var data = SessionData.Parse(record.Data);
        Id = record.Id;
        Started = record.Started;
        LastRefreshed = record.LastRefreshed;
        UserAgent = data.UserAgent;
        IpAddress = data.IpAddress;
        Label = data.Label;
        Properties = data.Properties?.AsReadOnly() ?? ReadOnlyDictionary<string, string>.Empty;
    }

    /// <summary>Gets the id (<c>sid</c>), for <see cref="JwtService.EndSessionAsync"/>. It is not a credential.</summary>
    public string Id { get; }

    /// <summary>Gets the time at which the session started.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Gets the time of the last refresh, or the start if the session has not been refreshed yet.</summary>
    public DateTimeOffset LastRefreshed { get; }

    /// <summary>Gets the user agent, at most 256 characters. The client chooses it: encode it where it is displayed.</summary>
    public string? UserAgent { get; }

    /// <summary>Gets the address of the client at the start of the session.</summary>
    public string? IpAddress { get; }

    /// <summary>Gets the name that the application gave at the start of the session.</summary>
    public string? Label { get; }

    /// <summary>Gets what else the application said at the start of the session; empty if nothing.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; }
}
