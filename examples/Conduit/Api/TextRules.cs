namespace Conduit.Api;

/// <summary>What is wrong with a text of a request, in words for its user.</summary>
internal static class TextRules
{
    public static string[] Required(string name, string? text, int longest) =>
        string.IsNullOrWhiteSpace(text) ? [$"{name} can't be empty"] : Optional(name, text, longest);

    public static string[] Optional(string name, string? text, int longest) =>
        text?.Length > longest ? [$"{name} is too long (maximum is {longest} characters)"] : [];
}
