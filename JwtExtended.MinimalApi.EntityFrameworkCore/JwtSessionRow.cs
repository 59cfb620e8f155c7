namespace JwtExtended.MinimalApi;

/// <summary>
/// A row of the table of sessions: one for each session, whatever the number of its exchanges. It is public for compiled models of EF Core;
/// only the store reads and writes it.
/// </summary>
// Not sealed, with virtual members: an application may use proxies for all of its entities.
public class JwtSessionRow
{
    /// <summary>Gets or sets the key of the session.</summary>
    public virtual required string SessionKey { get; set; }

    /// <summary>Gets or sets the key of the identity whose list contains the session.</summary>
    /// <value>The default is <see langword="null"/>: the session was not recorded, or has ended.</value>
    public virtual string? IdentityKey { get; set; }

    /// <summary>Gets or sets the id of the session (<c>sid</c>).</summary>
    /// <value>The default is <see langword="null"/>: the session was not recorded, or has ended.</value>
    public virtual string? SessionId { get; set; }

    /// <summary>Gets or sets when the session began, as Unix time in milliseconds.</summary>
    public virtual long Started { get; set; }

    /// <summary>Gets or sets when the first of the sessions began that this one goes on for, as Unix time in milliseconds.</summary>
    public virtual long Root { get; set; }

    /// <summary>Gets or sets the current number: how often the session was exchanged.</summary>
    public virtual int Number { get; set; }

    /// <summary>Gets or sets the number that the current one was exchanged for; -1 before the first exchange.</summary>
    public virtual int Parent { get; set; }

    /// <summary>Gets or sets when the current number was made, as Unix time in milliseconds.</summary>
    public virtual long At { get; set; }

    /// <summary>
    /// Gets or sets when the current number was last handed out while it was not in use, as Unix time in milliseconds.
    /// </summary>
    public virtual long HandedOut { get; set; }

    /// <summary>Gets or sets whether a token of the current number was used.</summary>
    public virtual bool Seen { get; set; }

    /// <summary>Gets or sets whether the session was ended.</summary>
    public virtual bool Revoked { get; set; }

    /// <summary>Gets or sets what the application tells about the session, up to 8,192 characters.</summary>
    /// <value>The default is <see langword="null"/>: the session was not recorded, or has ended.</value>
    public virtual string? Data { get; set; }

    /// <summary>Gets or sets when the row may be deleted, as Unix time in milliseconds.</summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public virtual long? Expires { get; set; }

    /// <summary>
    /// Gets or sets the day, in days since 1970-01-01, at whose beginning (UTC) the row is deleted: <see cref="Expires"/>, rounded up.
    /// It has an index instead of <see cref="Expires"/>, so that an exchange changes no index except once a day.
    /// </summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public virtual int? ExpiryDay { get; set; }
}
