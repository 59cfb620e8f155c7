namespace JwtExtended.MinimalApi.Configuration;

/// <summary>A value of the configuration section that no option gets.</summary>
/// <param name="Path">Its path below the section.</param>
/// <param name="Problem">What is wrong, and how to fix it.</param>
internal sealed record UnboundSetting(string Path, string Problem)
{
    /// <summary>Whether no option has that path, so that it may be a setting of the application's own.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Whether the setting is one of those named, or below one of them.</summary>
    /// <returns><see langword="true"/> if the application means it.</returns>
    public bool IsOneOf(IEnumerable<string> names) => IsUnknown && names.Any(name =>
        Path.Equals(name, StringComparison.OrdinalIgnoreCase) || Path.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
}
