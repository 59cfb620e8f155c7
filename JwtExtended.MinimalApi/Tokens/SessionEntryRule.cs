namespace JwtExtended.MinimalApi.Tokens;

/// <summary>What the store must know of a token's session.</summary>
internal enum SessionEntryRule
{
    /// <summary>Nothing: the session was not recorded, and not exchanged.</summary>
    MayBeMissing,

    /// <summary>An entry, written by an exchange. Without it the session was ended, or the store lost it.</summary>
    Exchanged,

    /// <summary>An entry with a record, written at the login.</summary>
    Recorded,
}
