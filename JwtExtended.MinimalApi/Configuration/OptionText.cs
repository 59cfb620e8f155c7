using System.Globalization;
using System.Text.RegularExpressions;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Checks text of the configuration, for each kind of option. Each check returns what is wrong, or null.</summary>
internal static partial class OptionText
{
    public static string? CheckString(string text) => null;

    public static string? CheckBoolean(string text) => bool.TryParse(text, out _) ? null : $"is '{text}'. Set true or false.";

    public static string? CheckInteger(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out _) ? null : $"is '{text}'. Set a whole number.";

    // "900" would be 900 days, "24:00:00" would be 24 days, "15:00" would be 15 hours, and an empty variable would be no value at all.
    public static string? CheckDuration(string text) =>
        DurationForm().IsMatch(text) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? null
            : $"is '{text}'. Set [days.]hours:minutes:seconds, such as '00:15:00' for 15 minutes or '1.00:00:00' for one day.";

    // Numbers are not accepted: a reordered enumeration would change their meaning.
    public static string? CheckName(string text, IReadOnlyList<string> names) =>
        names.Contains(text, StringComparer.OrdinalIgnoreCase) ? null : $"is '{text}'. Set one of: {string.Join(", ", names)}.";

    [GeneratedRegex(@"^-?(\d+\.)?([01]?\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,7})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationForm();
}
