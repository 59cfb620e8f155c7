namespace JwtExtended.MinimalApi;

/// <summary>
/// A row of the table of keys: an encrypted entry, which never changes. It is public for compiled models of EF Core; only the store reads
/// and writes it.
/// </summary>
// Not sealed, with virtual members: an application may use proxies for all of its entities.
public class JwtKeyRow
{
    /// <summary>Gets or sets the group of the entry: the issuer of the tokens, hashed.</summary>
    public virtual required string GroupKey { get; set; }

    /// <summary>Gets or sets the id of the entry in its group.</summary>
    public virtual required string EntryId { get; set; }

    /// <summary>Gets or sets the encrypted entry.</summary>
    public virtual required string Value { get; set; }
}
