using Conduit.Api;

namespace Conduit.Articles;

internal static class TagRules
{
    public static IEnumerable<string> Problems(IReadOnlyList<string?>? tags) => tags switch
    {
        null => [],
        { Count: > Limits.TagCount } => [$"tagList is too long (maximum is {Limits.TagCount} tags)"],
        _ => tags.SelectMany(tag => TextRules.Required("tag", tag, Limits.Tag)).Distinct(),
    };

    /// <summary>The tags in their order, each once.</summary>
    public static List<string> Distinct(IReadOnlyList<string?> tags) => [.. tags.OfType<string>().Distinct(StringComparer.Ordinal)];
}
