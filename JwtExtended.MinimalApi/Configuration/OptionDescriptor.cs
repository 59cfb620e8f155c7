namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Describes one option: its configuration key, and the texts and values that it accepts.</summary>
/// <param name="Key">The key below the section, such as <c>Rotation:GraceWindow</c>.</param>
/// <param name="GetValue">Gets the value of the option; of new options, its default.</param>
/// <param name="CheckText">Returns what is wrong with a text of the configuration; <see langword="null"/> if it binds as intended.</param>
internal sealed record OptionDescriptor(string Key, Func<JwtOptions, object?> GetValue, Func<string, string?> CheckText)
{
    /// <summary>The option as code spells it, such as <c>Rotation.GraceWindow</c>.</summary>
    public string Name => Key.Replace(':', '.');

    /// <summary>Whether the configuration holds numbered items, such as <c>Locations:0</c>.</summary>
    public bool IsList { get; init; }

    public OptionRange? Range { get; init; }

    /// <summary>Returns what is wrong with a value; <see langword="null"/> if nothing is. A value that is not set is not checked.</summary>
    public Func<object, string?>? CheckValue { get; init; }

    /// <summary>Checks the value that the options hold.</summary>
    /// <returns>The error message; <see langword="null"/> if the value is valid.</returns>
    public string? Validate(JwtOptions options)
    {
        if (GetValue(options) is not { } value)
            return null;
        return (Range?.Check(value) ?? CheckValue?.Invoke(value)) is { } problem ? $"{Name} {problem}" : null;
    }
}
