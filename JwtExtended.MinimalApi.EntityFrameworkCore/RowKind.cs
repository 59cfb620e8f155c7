namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>What a row says. The greater number beats the smaller one.</summary>
internal static class RowKind
{
    public const int Consumed = 1;

    public const int UpTo = 2;

    public const int Revoked = 3;

    public const int StoreCreatedAt = 4;

    /// <summary>The record of a session, beside its marks in one answer; no row of the table of revocations has it.</summary>
    public const int Session = 5;
}
