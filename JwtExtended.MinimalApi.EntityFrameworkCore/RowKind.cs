namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The kinds of a row in the result of a look-up.</summary>
internal static class RowKind
{
    public const int Used = 1;

    public const int UpTo = 2;

    public const int Revoked = 3;

    public const int StoreCreatedAt = 4;

    /// <summary>A row of the table of sessions.</summary>
    public const int Session = 5;

    /// <summary>The clock of the database, which is in no table.</summary>
    public const int Clock = 6;
}
