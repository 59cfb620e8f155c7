namespace JwtExtended.MinimalApi;

/// <summary>A row of the table of sessions. Public for the models that EF Core compiles ahead of time; the store alone reads and writes it.</summary>
// Neither sealed nor without virtual members: an application may use proxies for all of its entities.
public class JwtSessionRow
{
    /// <summary>The key of the identity.</summary>
    public virtual required string IdentityKey { get; set; }

    /// <summary>The key of the session.</summary>
    public virtual required string SessionKey { get; set; }

    /// <summary>The id of the session (<c>sid</c>).</summary>
    public virtual required string SessionId { get; set; }

    /// <summary>When the session began: milliseconds since 1970.</summary>
    public virtual long Started { get; set; }

    /// <summary>When the session was refreshed last: milliseconds since 1970.</summary>
    public virtual long LastRefreshed { get; set; }

    /// <summary>What the client called itself: up to 256 characters.</summary>
    /// <value>The default is <see langword="null"/>: not known.</value>
    public virtual string? UserAgent { get; set; }

    /// <summary>When it may be deleted: milliseconds since 1970.</summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public virtual long? Expires { get; set; }
}
