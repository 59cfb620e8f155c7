namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// The maximum lengths of the columns, in characters, as <see cref="IJwtStore"/> and <see cref="NewSession"/> specify them.
/// </summary>
internal static class RowLimits
{
    public const int Key = 128;

    public const int SessionId = 64;

    public const int Data = 8192;

    /// <summary>An encrypted key.</summary>
    public const int StoredKey = 8192;
}
