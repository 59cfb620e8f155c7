namespace JwtExtended.MinimalApi;

/// <summary>
/// A row of the table of sessions. It is public for compiled models of EF Core; only the store reads and writes it.
/// </summary>
// Not sealed, with virtual members: an application may use proxies for all of its entities.
public class JwtSessionRow
{
    /// <summary>Gets or sets the key of the identity.</summary>
    public virtual required string IdentityKey { get; set; }

    /// <summary>Gets or sets the key of the session.</summary>
    public virtual required string SessionKey { get; set; }

    /// <summary>Gets or sets the id of the session (<c>sid</c>).</summary>
    public virtual required string SessionId { get; set; }

    /// <summary>Gets or sets when the session began, as Unix time in milliseconds.</summary>
    public virtual long Started { get; set; }

    /// <summary>Gets or sets when the session was last refreshed, as Unix time in milliseconds.</summary>
    public virtual long LastRefreshed { get; set; }

    /// <summary>Gets or sets the user agent of the client, up to 256 characters.</summary>
    /// <value>The default is <see langword="null"/>: unknown.</value>
    public virtual string? UserAgent { get; set; }

    /// <summary>Gets or sets when the row may be deleted, as Unix time in milliseconds.</summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public virtual long? Expires { get; set; }
}
