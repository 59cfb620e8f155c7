namespace JwtExtended.MinimalApi;

/// <summary>A row of the table of revocations. Public for the models that EF Core compiles ahead of time; the store alone reads and writes it.</summary>
// Neither sealed nor without virtual members: an application may use proxies for all of its entities.
public class JwtRevocationRow
{
    /// <summary>The key of a token, a session, an identity or everything; <c>birth</c> for the birth of the store.</summary>
    public virtual required string Key { get; set; }

    /// <summary>What the row says: 1 = consumed, 2 = up to an instant, 3 = revoked, 4 = birth.</summary>
    public virtual int Kind { get; set; }

    /// <summary>When it was made, or up to when it counts: milliseconds since 1970.</summary>
    public virtual long At { get; set; }

    /// <summary>When it may be deleted: milliseconds since 1970.</summary>
    /// <value>The default is <see langword="null"/>: never.</value>
    public virtual long? Expires { get; set; }
}
