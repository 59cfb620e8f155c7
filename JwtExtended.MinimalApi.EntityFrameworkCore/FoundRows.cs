namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>What one look-up has found.</summary>
/// <param name="rows">The rows, expired ones included.</param>
/// <param name="now">The time by which they expire, as Unix time in milliseconds.</param>
internal sealed class FoundRows(List<FoundRow> rows, long now)
{
    public long Now => now;

    public long? StoreCreatedAt => rows.Find(static row => row.Kind == RowKind.StoreCreatedAt)?.At;

    /// <summary>Gets the row of a key of the table of revocations, also if it has expired.</summary>
    /// <returns>The row, or <see langword="null"/> if there is none.</returns>
    public FoundRow? Revocation(string key) => rows.Find(row => row.Kind < RowKind.Session && row.Key == key);

    /// <summary>Gets the row of a session, also if it has expired.</summary>
    /// <returns>The row, or <see langword="null"/> if there is none.</returns>
    public FoundRow? Session(string? key) => rows.Find(row => row.Kind == RowKind.Session && row.Key == key);

    /// <summary>Gets the entry of a session.</summary>
    /// <returns>The entry, or <see langword="null"/> if there is none or it has expired.</returns>
    public SessionEntry? Entry(string? key) => Session(key) is { } row && !row.HasExpired(now) ? row.ToEntry() : null;

    public bool IsRevoked(string key) => Unexpired(key, RowKind.Revoked) is not null;

    public RevokedUpTo? UpTo(string key) => Unexpired(key, RowKind.UpTo)?.ToRevokedUpTo();

    private FoundRow? Unexpired(string key, int kind) => rows.Find(row => row.Kind == kind && row.Key == key && !row.HasExpired(now));
}
