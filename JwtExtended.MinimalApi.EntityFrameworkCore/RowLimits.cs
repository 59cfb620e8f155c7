namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// The maximum lengths of the columns, in characters, as <see cref="IRevocationStore"/> and <see cref="SessionRecord"/> specify them.
/// </summary>
internal static class RowLimits
{
    public const int Key = 128;

    public const int SessionId = 64;

    public const int UserAgent = 256;
}
