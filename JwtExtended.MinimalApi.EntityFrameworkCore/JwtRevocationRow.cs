namespace JwtExtended.MinimalApi;

/// <summary>
/// A row of the table of revocations. It is public for compiled models of EF Core; only the store reads and writes it.
/// </summary>
// Not sealed, with virtual members: an application may use proxies for all of its entities.
public class JwtRevocationRow
{
    /// <summary>
    /// Gets or sets the key of a token, an identity, everything or one use, or <c>created</c> for the creation time of the store.
    /// </summary>
    public virtual required string Key { get; set; }

    /// <summary>
    /// Gets or sets the kind of the row: 1 = a one-time key that was used, 2 = revoked up to an instant, 3 = a revoked token,
    /// 4 = creation time of the store.
    /// </summary>
    public virtual int Kind { get; set; }

    /// <summary>Gets or sets when the entry was created, or the instant up to which it applies, as Unix time in milliseconds.</summary>
    public virtual long At { get; set; }

    /// <summary>
    /// Gets or sets the key of the one session that is not revoked up to <see cref="At"/>, but up to <see cref="ExceptAt"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: every session is revoked.</value>
    public virtual string? ExceptSession { get; set; }

    /// <summary>
    /// Gets or sets the instant up to which <see cref="ExceptSession"/> is revoked, as Unix time in milliseconds.
    /// </summary>
    /// <value>The default is <see langword="null"/>: it is not revoked.</value>
    public virtual long? ExceptAt { get; set; }

    /// <summary>Gets or sets when the row may be deleted, as Unix time in milliseconds.</summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public virtual long? Expires { get; set; }
}
