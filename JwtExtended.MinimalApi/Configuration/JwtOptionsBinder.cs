using Microsoft.Extensions.Configuration;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Binds the configuration section to the options. Keys and values that would be ignored or misread are errors.</summary>
internal static class JwtOptionsBinder
{
    /// <summary>Binds the valid values of a section.</summary>
    /// <param name="root">The configuration, which knows where a value comes from.</param>
    /// <param name="section">The section.</param>
    /// <param name="options">The options to set.</param>
    /// <returns>Each value that is not valid.</returns>
    public static List<UnboundSetting> Bind(IConfigurationRoot? root, IConfigurationSection section, JwtOptions options)
    {
        var unbound = new List<UnboundSetting>();
        var valid = new Dictionary<string, string?>();
        foreach (var (path, value) in section.AsEnumerable(makePathsRelative: true))
        {
            if (value is null || path.Length == 0 || IsParent(root, $"{section.Path}:{path}", value))
                continue;
            if (CallerSettings.FindId(path) is { } caller)
                options.Introspection.Add(caller, value);
            else if (Check(section.Path, path, value) is { } setting)
                unbound.Add(setting);
            else
                valid[path] = value;
        }

        // The source-generated binder ignores unknown keys and reads "900" as 900 days, so it is given checked values only.
        new ConfigurationBuilder().AddInMemoryCollection(valid).Build().Bind(options);
        return unbound;
    }

    // Hosts that pass their settings on, as WebApplicationFactory does, write "Jwt:Locations=" beside "Jwt:Locations:0=Cookie".
    // From another source it would be a list that is meant to be empty, and is not: what .NET finds below it stays.
    private static bool IsParent(IConfigurationRoot? root, string path, string value) =>
        value.Length == 0
        && root?.Providers.LastOrDefault(provider => provider.TryGet(path, out _)) is { } source
        && source.GetChildKeys([], path).Any();

    private static UnboundSetting? Check(string section, string path, string value)
    {
        if (OptionTable.Find(path) is not { } option)
            return new UnboundSetting(path, $"'{section}:{path}' is not a known key.{Hint(section, path)}") { IsUnknown = true };
        return option.CheckText(value) is { } problem ? new UnboundSetting(path, $"'{section}:{path}' {problem}") : null;
    }

    private static string Hint(string section, string path)
    {
        if (OptionTable.Suggest(path) is not { } suggested)
            return "";
        var form = OptionTable.Find(suggested)?.Range?.IsDuration == true ? " It is a duration: 00:15:00 is 15 minutes." : "";
        return $" Did you mean '{section}:{suggested}'?{form}";
    }
}
