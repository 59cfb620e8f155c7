namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>How long the texts of a row may be, in characters, as the contract of the stores has it.</summary>
internal static class RowLimits
{
    public const int Key = 128;

    public const int SessionId = 64;

    public const int UserAgent = 256;
}
