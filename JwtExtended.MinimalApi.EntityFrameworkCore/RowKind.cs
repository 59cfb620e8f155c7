namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The kinds of a row. A greater one replaces a smaller one.</summary>
internal static class RowKind
{
    public const int Consumed = 1;

    public const int UpTo = 2;

    public const int Revoked = 3;

    public const int StoreCreatedAt = 4;

    /// <summary>The record of a session in the result of a lookup. No row of the table of revocations is of this kind.</summary>
    public const int Session = 5;
}
